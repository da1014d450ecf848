using System.Buffers.Binary;

namespace RealtimeHub.Load.Dialects;

/// <summary>Makes WebSocket frames of a client.</summary>
internal static class ClientFrame
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int MaxShort = 125;
    private const byte Medium = 126;
    private const byte Long = 127;

    public static byte[] Text(ReadOnlySpan<byte> payload) => Of(FrameKind.Text, payload);

    public static byte[] Binary(ReadOnlySpan<byte> payload) => Of(FrameKind.Binary, payload);

    // A client has to mask what it sends. A mask of zeros is a mask, and lets all clients share the same bytes.
    public static byte[] Of(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        var first = (byte)(Final | (byte)kind);
        byte[] length = payload.Length switch
        {
            <= MaxShort => [(byte)(Masked | payload.Length)],
            <= ushort.MaxValue => [Masked | Medium, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [Masked | Long, .. EightBytes(payload.Length)],
        };
        return [first, .. length, 0, 0, 0, 0, .. payload];
    }

    private static byte[] EightBytes(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
