using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>A call was refused, a subscription was ended by the server, or there is no connection.</summary>
public sealed class RealtimeHubException : Exception
{
    /// <summary>An error without a code.</summary>
    public RealtimeHubException()
        : this("The call failed.")
    {
    }

    /// <summary>An error without a code.</summary>
    public RealtimeHubException(string message)
        : base(message)
    {
    }

    /// <summary>An error without a code, and its cause.</summary>
    public RealtimeHubException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The server's code for a refused call or an ended subscription; <see cref="ErrorCode.None"/> when it gave none.</summary>
    public ErrorCode Code { get; init; }

    /// <summary>The server's code for an ended connection; <see langword="null"/> when the error is about something else.</summary>
    public CloseCode? CloseCode { get; init; }

    /// <summary>How long to wait before trying again, where the server said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later, unchanged.</summary>
    public bool IsTemporary { get; init; }

    internal static RealtimeHubException FromServer(string message, Exception? cause = null)
    {
        var (code, text, retryAfter) = ErrorText.Parse(message);
        return FromCode(code, text, retryAfter, cause);
    }

    internal static RealtimeHubException FromCode(int code, string text, TimeSpan? retryAfter = null, Exception? cause = null) =>
        new(code == 0 ? text : $"{code}: {text}", cause)
        {
            Code = code is > 0 and < 1000 ? (ErrorCode)code : ErrorCode.None,
            CloseCode = code >= 1000 ? (CloseCode)code : null,
            RetryAfter = retryAfter,
            IsTemporary = ErrorText.IsTemporary(code),
        };

    internal static RealtimeHubException FromClose(CloseReason reason) =>
        new(reason.Message, reason.Exception) { CloseCode = reason.Code };
}
