using System.Text.RegularExpressions;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.Hubs;

/// <summary>The text of a call that SignalR itself could not make: the number of a code, a colon, and words.</summary>
internal static partial class CallErrors
{
    private const string OwnText = "HubException: 108: ";

    /// <summary>What a call is refused with that comes too soon.</summary>
    public static string RateLimited(TimeSpan wait) => new Refusal(ErrorCode.RateLimited, ErrorTexts.RetryAfter(wait)).ToString();

    /// <summary>Gives a code to what SignalR says about a call that it could not make.</summary>
    public static string Coded(string error)
    {
        // SignalR puts words of its own before ours, with the name of the method, which is the client's.
        if (error.LastIndexOf(OwnText, StringComparison.Ordinal) is >= 0 and var own) return error[(own + "HubException: ".Length)..];
        var refusal = NoSuchMethod().IsMatch(error) ? "unknown hub method"
            : error.EndsWith("with a streaming invocation.", StringComparison.Ordinal) ? "the hub method is not a streaming one: use invoke or send"
            : error.EndsWith("stream(s), Hub method expects 0.", StringComparison.Ordinal) ? "the hub method takes no streams"
            : error.StartsWith("Failed to invoke", StringComparison.Ordinal) ? "the arguments do not fit the hub method"
            : null;
        return (refusal is null ? new Refusal(ErrorCode.Internal, "internal error") : new Refusal(ErrorCode.BadRequest, refusal)).ToString();
    }

    [GeneratedRegex("^Unknown hub method|Method does not exist")]
    private static partial Regex NoSuchMethod();
}
