using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RealtimeHub.Configuration;

/// <summary>
/// How much may happen in how much time, written as <c>10/s</c>, <c>10/s burst 50</c>, <c>5/m burst 20 dry-run</c> or <c>off</c>.
/// </summary>
/// <param name="PerSecond">How many a second in the long run; 0 is no limit.</param>
/// <param name="Burst">How many at once after a pause.</param>
/// <param name="IsDryRun">Whether what goes beyond is only counted.</param>
[TypeConverter(typeof(RateLimitConverter))]
public readonly partial record struct RateLimit(double PerSecond, int Burst, bool IsDryRun = false)
{
    /// <summary>The highest rate that can be set, a second.</summary>
    public const double MaxPerSecond = 1_000_000;

    /// <summary>The largest burst that can be set.</summary>
    public const int MaxBurst = 1_000_000;

    private const double MinPerSecond = 0.000_1;

    // How long it may take until a burst is there again: far from what a clock's ticks can hold.
    private const double LongestSeconds = 100 * 86_400;

    /// <summary>No limit.</summary>
    public static RateLimit Off => default;

    /// <summary>Whether there is no limit.</summary>
    public bool IsOff => PerSecond <= 0;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The text. The unit of time is <c>s</c>, <c>m</c> or <c>h</c>; without a burst it is what one second (or one, when that is more) allows.</param>
    /// <param name="limit">The limit.</param>
    /// <returns>Whether the text is one: rates up to 1,000,000 a second, bursts from 1 to 1,000,000.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out RateLimit limit)
    {
        limit = Off;
        if (text is null) return false;
        if (text.Trim().Equals("off", StringComparison.OrdinalIgnoreCase)) return true;
        if (Form().Match(text) is not { Success: true } match) return false;
        var culture = CultureInfo.InvariantCulture;
        if (!double.TryParse(match.Groups["count"].ValueSpan, NumberStyles.AllowDecimalPoint, culture, out var count)) return false;
        var perSecond = count / SecondsOf(match.Groups["unit"].ValueSpan);
        var burst = (int)Math.Clamp(Math.Ceiling(perSecond), 1, MaxBurst);
        if (match.Groups["burst"] is { Success: true } stated && !int.TryParse(stated.ValueSpan, NumberStyles.None, culture, out burst)) return false;
        limit = new RateLimit(perSecond, burst, match.Groups["dry"].Success);
        return perSecond is >= MinPerSecond and <= MaxPerSecond && burst is >= 1 and <= MaxBurst && burst / perSecond <= LongestSeconds;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (IsOff) return "off";
        var (rate, unit) = PerSecond >= 1 ? (PerSecond, "s") : PerSecond >= 1.0 / 60 ? (PerSecond * 60, "m") : (PerSecond * 3_600, "h");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(rate, 6)}/{unit} burst {Burst}{(IsDryRun ? " dry-run" : "")}");
    }

    private static int SecondsOf(ReadOnlySpan<char> unit) => char.ToUpperInvariant(unit[0]) switch { 'S' => 1, 'M' => 60, _ => 3_600 };

    [GeneratedRegex(@"^\s*(?<count>\d+(\.\d+)?)\s*/\s*(?<unit>s|m|h)(\s+burst\s+(?<burst>\d+))?(?<dry>\s+dry-run)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    internal sealed class RateLimitConverter : TypeConverter
    {
        public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
            sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

        public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
            value is not string text ? base.ConvertFrom(context, culture, value)
            : TryParse(text, out var limit) ? limit
            : throw new FormatException($"'{text}' is not a rate such as '10/s burst 50', or 'off'.");
    }
}
