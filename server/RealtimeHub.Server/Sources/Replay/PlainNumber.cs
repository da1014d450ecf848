using System.Globalization;
using System.Text.RegularExpressions;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>Tells numbers from texts that only look like one.</summary>
internal static partial class PlainNumber
{
    // The largest whole number that every JSON reader keeps exactly.
    private const long MaxWhole = (1L << 53) - 1;

    /// <summary>
    /// Whether the text can stand in JSON as it is and mean the same to every reader. <c>007</c> and <c>+1</c> are no JSON,
    /// <c>12e4</c> is more often an identifier, and a whole number beyond 2^53 would lose digits.
    /// </summary>
    public static bool Is(ReadOnlySpan<char> text) =>
        Pattern.IsMatch(text)
        && (text.ContainsAny('.', 'e', 'E')
            ? double.IsFinite(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Math.Abs(whole) <= MaxWhole);

    [GeneratedRegex(@"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-][0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern { get; }
}
