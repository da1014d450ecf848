using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;
using RealtimeHub.Contracts;

namespace RealtimeHub.Hubs;

/// <summary>The text of a failed call: always the number of the code, a colon, and words.</summary>
internal static partial class CallErrors
{
    public static HubException Refuse(ErrorCode code, string reason) => new($"{(int)code}: {reason}");

    /// <summary>Gives a code to what SignalR says about a call. What we said ourselves has one, behind words of SignalR.</summary>
    public static string Coded(string error)
    {
        var ours = OurWords().Match(error);
        if (ours.Success) return ours.Groups[1].Value;
        var refusal = NoSuchMethod().IsMatch(error) ? "unknown hub method"
            : error.StartsWith("Failed to invoke", StringComparison.Ordinal) ? "the arguments do not fit the hub method"
            : null;
        return refusal is null ? $"{(int)ErrorCode.Internal}: internal error" : $"{(int)ErrorCode.BadRequest}: {refusal}";
    }

    [GeneratedRegex(@"(?:^|HubException: )(\d{3}: .*)$", RegexOptions.Singleline)]
    private static partial Regex OurWords();

    [GeneratedRegex("^Unknown hub method|Method does not exist")]
    private static partial Regex NoSuchMethod();
}
