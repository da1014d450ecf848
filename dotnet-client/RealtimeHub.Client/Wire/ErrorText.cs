using System.Globalization;
using System.Text.RegularExpressions;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Wire;

/// <summary>Reads the code out of an error's text: SignalR carries nothing but text, and puts words of its own before it.</summary>
internal static partial class ErrorText
{
    public static (int Code, string Text, TimeSpan? RetryAfter) Parse(string message)
    {
        var match = CodePattern().Match(message);
        if (!match.Success)
        {
            return (0, message, null);
        }

        var code = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return (code, message[(match.Index + match.Length)..], ParseRetryAfter(message));
    }

    /// <summary>Whether trying again unchanged can help. 3000 to 3499 are the close codes that say "come back".</summary>
    public static bool IsTemporary(int code) =>
        code is (int)ErrorCode.Internal or (int)ErrorCode.RateLimited or (int)ErrorCode.TopicLimit or (int)ErrorCode.Unavailable
        || ((CloseCode)code).MayReconnect();

    private static TimeSpan? ParseRetryAfter(string message) =>
        RetryAfterPattern().Match(message) is { Success: true } match
        && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    [GeneratedRegex(@"\b(\d{3}): ", RegexOptions.CultureInvariant)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"retry after (\d+) ms", RegexOptions.CultureInvariant)]
    private static partial Regex RetryAfterPattern();
}
