using System.Buffers.Binary;

namespace RealtimeHub.Transport.WebSockets;

/// <summary>The first bytes of a frame from a server: unmasked, never a fragment.</summary>
internal static class FrameHead
{
    /// <summary>The longest one.</summary>
    public const int MaxSize = 10;

    private const byte Final = 0x80;
    private const int Length16 = 126;
    private const int Length64 = 127;

    /// <summary>Writes a head so that it ends where the room ends.</summary>
    /// <returns>How long it is.</returns>
    public static int Write(Span<byte> room, Opcode opcode, int payload)
    {
        var size = SizeFor(payload);
        var head = room[^size..];
        head[0] = (byte)(Final | (byte)opcode);
        switch (size)
        {
            case 2:
                head[1] = (byte)payload;
                break;
            case 4:
                head[1] = Length16;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload);
                break;
            default:
                head[1] = Length64;
                BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload);
                break;
        }

        return size;
    }

    /// <summary>A whole frame.</summary>
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var size = SizeFor(payload.Length);
        var frame = GC.AllocateUninitializedArray<byte>(size + payload.Length);
        Write(frame.AsSpan(0, size), opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(size));
        return frame;
    }

    private static int SizeFor(int payload) => payload < Length16 ? 2 : payload <= ushort.MaxValue ? 4 : MaxSize;
}
