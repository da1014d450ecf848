using Microsoft.AspNetCore.Http.Connections;

namespace RealtimeHub.TestKit;

/// <summary>
/// The ways to the hub: a transport with a protocol. Server-Sent Events carry text alone, so they know no MessagePack.
/// </summary>
public enum Wire
{
    WebSocketsJson,
    WebSocketsMessagePack,
    ServerSentEventsJson,
    LongPollingJson,
    LongPollingMessagePack,
}

/// <summary>What a <see cref="Wire"/> is made of.</summary>
public static class WireParts
{
    public static HttpTransportType Transport(this Wire wire) => wire switch
    {
        Wire.WebSocketsJson or Wire.WebSocketsMessagePack => HttpTransportType.WebSockets,
        Wire.ServerSentEventsJson => HttpTransportType.ServerSentEvents,
        _ => HttpTransportType.LongPolling,
    };

    public static bool IsBinary(this Wire wire) => wire is Wire.WebSocketsMessagePack or Wire.LongPollingMessagePack;
}
