using System.Net;
using System.Text;

namespace RealtimeHub.Load.Connections;

/// <summary>What a client sends, ready-made.</summary>
internal static class ClientFrames
{
    private const int MaxShortPayload = 125;
    private const byte FinalText = 0x81;
    private const byte FinalPong = 0x8A;
    private const byte Masked = 0x80;
    private const byte LongPayload = 126;

    public static readonly byte[] Handshake = Record("""{"protocol":"json","version":1}""");

    public static readonly byte[] Ping = Record("""{"type":6}""");

    public static byte[] Upgrade(IPEndPoint server) => Encoding.ASCII.GetBytes(
        $"GET /hub HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");

    public static byte[] Subscribe(string topic) => Record(
        $$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{"topic":"{{topic}}"}]}""");

    /// <summary>Subscribes from a position on. Plain SignalR knows no positions, and overlooks it.</summary>
    public static byte[] Subscribe(string topic, string epoch, long offset) => Record(
        $$$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{"topic":"{{{topic}}}","since":{"epoch":"{{{epoch}}}","offset":{{{offset}}}}}]}""");

    public static byte[] Pong(ReadOnlySpan<byte> payload) => Frame(FinalPong, payload);

    private static byte[] Record(string json) => Frame(FinalText, Encoding.UTF8.GetBytes(json + "\u001e"));

    // A client has to mask what it sends. A mask of zeros is a mask, and lets all clients share the same bytes.
    private static byte[] Frame(byte kind, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> header = payload.Length <= MaxShortPayload
            ? [kind, (byte)(Masked | payload.Length), 0, 0, 0, 0]
            : [kind, Masked | LongPayload, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        return [.. header, .. payload];
    }
}
