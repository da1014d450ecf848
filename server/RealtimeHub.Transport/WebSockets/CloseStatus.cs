namespace RealtimeHub.Transport.WebSockets;

/// <summary>Why a WebSocket is closed (RFC 6455, section 7.4).</summary>
internal enum CloseStatus
{
    /// <summary>No reason: nothing is wrong, or a close frame without a status.</summary>
    None = 0,
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    InvalidText = 1007,
    TooBig = 1009,
    InternalError = 1011,
}

internal static class CloseStatuses
{
    /// <summary>Whether a client may send this number.</summary>
    public static bool IsValid(int status) =>
        status is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;
}
