using System.Buffers.Binary;
using RealtimeHub.Load.Dialects;
using RealtimeHub.Load.Engine;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>Frames as a server sends them.</summary>
internal static class ServerFrames
{
    public static byte[] Of(FrameKind kind, ReadOnlySpan<byte> payload, bool final = true)
    {
        var first = (byte)((final ? 0x80 : 0) | (byte)kind);
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)payload.Length],
            <= ushort.MaxValue => [126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [127, .. Long(payload.Length)],
        };
        return [first, .. length, .. payload];
    }

    /// <summary>An event of topic 0 in a frame of its own.</summary>
    public static byte[] Event(long sequence, int length = 64, long due = 1) => Of(FrameKind.Text, Data(sequence, length, due));

    public static byte[] Data(long sequence, int length = 64, long due = 1) => Marks.WriteJson(new EventMark(0, sequence, due), length);

    private static byte[] Long(long number)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
