using System.Globalization;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Reads the time of a row.</summary>
internal sealed class ReplayTime
{
    private const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces;

    // Numbers from here on are milliseconds since 1970, smaller ones seconds: as seconds this is the year 5138.
    private const long FirstMilliseconds = 100_000_000_000;

    private static readonly string[] Common =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss",
        "MM/dd/yyyy", "MM/dd/yyyy HH:mm", "MM/dd/yyyy HH:mm:ss", "M/d/yyyy", "M/d/yyyy H:mm", "M/d/yyyy H:mm:ss",
        "M/d/yyyy h:mm tt", "M/d/yyyy h:mm:ss tt",
    ];

    private readonly string[] _formats;
    private readonly bool _readsNumbers;

    /// <param name="format">The only format that is read; nothing for the common ones.</param>
    public ReplayTime(string? format) =>
        (_formats, _readsNumbers) = format is null ? (Common, true) : ([format], false);

    public bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, _formats, CultureInfo.InvariantCulture, Style, out time)
        || (_readsNumbers && TryReadNumber(text, out time));

    private static bool TryReadNumber(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;

        var milliseconds = Math.Abs(number) >= FirstMilliseconds ? number : number * 1_000;
        if (Math.Abs(milliseconds) > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / 10) return false;
        time = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds);
        return true;
    }
}
