using System.Buffers.Binary;

namespace RealtimeHub.Load.Publishing.Hub;

/// <summary>A WebSocket text frame as a client sends it. A mask of zeros is a mask, and leaves the bytes as they are.</summary>
internal static class ClientFrame
{
    private const byte FinalText = 0x81;
    private const byte Masked = 0x80;
    private const byte Length16 = 126;
    private const byte Length64 = 127;
    private const int MaxShort = 125;
    private const int MaskLength = 4;

    /// <summary>How long the frame of a payload is, in bytes.</summary>
    public static int Length(int payload) => HeaderLength(payload) + payload;

    /// <returns>How many bytes were written.</returns>
    public static int Write(ReadOnlySpan<byte> payload, Span<byte> into)
    {
        var header = HeaderLength(payload.Length);
        into[..header].Clear();
        into[0] = FinalText;
        if (payload.Length <= MaxShort)
        {
            into[1] = (byte)(Masked | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            into[1] = Masked | Length16;
            BinaryPrimitives.WriteUInt16BigEndian(into[2..], (ushort)payload.Length);
        }
        else
        {
            into[1] = Masked | Length64;
            BinaryPrimitives.WriteInt64BigEndian(into[2..], payload.Length);
        }

        payload.CopyTo(into[header..]);
        return header + payload.Length;
    }

    private static int HeaderLength(int payload) => MaskLength + payload switch { <= MaxShort => 2, <= ushort.MaxValue => 4, _ => 10 };
}
