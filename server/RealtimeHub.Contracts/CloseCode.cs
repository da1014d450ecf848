namespace RealtimeHub.Contracts;

/// <summary>
/// Why the server ended a connection, sent as <c>disconnecting</c> just before the close.
/// 3000 to 3499: come back. 3500 to 3999: do not.
/// </summary>
public enum CloseCode
{
    /// <summary>The server is shutting down; come back after the stated time.</summary>
    ShuttingDown = 3001,

    /// <summary>The token's time is over; come back with a new one.</summary>
    TokenExpired = 3005,

    /// <summary>The client did not read fast enough.</summary>
    Slow = 3008,

    /// <summary>The last message could not be read: too large, or not in the protocol.</summary>
    BadMessage = 3009,

    /// <summary>The client sent no ping in time.</summary>
    NoPing = 3012,

    /// <summary>The client sent too many requests.</summary>
    TooManyRequests = 3013,

    /// <summary>The token is not valid.</summary>
    InvalidToken = 3500,

    /// <summary>An operator ended the connection.</summary>
    DisconnectedByOperator = 3503,

    /// <summary>Too many connections.</summary>
    ConnectionLimit = 3504,

    /// <summary>The client may not do this.</summary>
    PermissionDenied = 3507,

    /// <summary>The client made too many errors.</summary>
    TooManyErrors = 3509,
}

/// <summary>What a <see cref="CloseCode"/> asks of the client.</summary>
public static class CloseCodeRules
{
    /// <summary>Whether a client that was closed with this code may connect again.</summary>
    public static bool MayReconnect(this CloseCode code) => (int)code is >= 3000 and < 3500;
}
