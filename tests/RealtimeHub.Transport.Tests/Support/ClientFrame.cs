using System.Buffers.Binary;
using System.Text;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>How the length of a frame is written. Only the shortest is legal.</summary>
internal enum LengthForm
{
    Shortest,
    In16Bits,
    In64Bits,
}

/// <summary>A frame of a client: any, also one that no client may send.</summary>
internal sealed record ClientFrame(int Opcode, byte[] Payload)
{
    public bool IsFinal { get; init; } = true;

    /// <summary>The three reserved bits.</summary>
    public int Reserved { get; init; }

    public bool IsMasked { get; init; } = true;

    public LengthForm Length { get; init; }

    /// <summary>What the head says instead of the real length.</summary>
    public ulong? ClaimedLength { get; init; }

    public uint Mask { get; init; } = 0x37FA213D;

    public static ClientFrame Text(string text) => new(1, Encoding.UTF8.GetBytes(text));

    public static ClientFrame Text(byte[] bytes) => new(1, bytes);

    public static ClientFrame Binary(byte[] bytes) => new(2, bytes);

    public static ClientFrame Continuation(byte[] bytes) => new(0, bytes);

    public static ClientFrame Continuation(string text) => new(0, Encoding.UTF8.GetBytes(text));

    public static ClientFrame Ping(string text) => new(9, Encoding.UTF8.GetBytes(text));

    public static ClientFrame Ping(byte[] bytes) => new(9, bytes);

    public static ClientFrame Pong(string text) => new(10, Encoding.UTF8.GetBytes(text));

    public static ClientFrame Close(int status, byte[] reason) => new(8, [(byte)(status >> 8), (byte)status, .. reason]);

    public static ClientFrame Close(int status, string reason = "") => Close(status, Encoding.UTF8.GetBytes(reason));

    /// <summary>The same, as a part that is not the last one.</summary>
    public ClientFrame Begun() => this with { IsFinal = false };

    public byte[] ToBytes()
    {
        var frame = new MemoryStream();
        frame.WriteByte((byte)((IsFinal ? 0x80 : 0) | (Reserved << 4) | Opcode));
        WriteLength(frame, ClaimedLength ?? (ulong)Payload.Length);
        if (!IsMasked)
        {
            frame.Write(Payload);
            return frame.ToArray();
        }

        Span<byte> mask = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(mask, Mask);
        frame.Write(mask);

        // Byte by byte, as the RFC writes it: the server does it another way.
        for (var i = 0; i < Payload.Length; i++) frame.WriteByte((byte)(Payload[i] ^ mask[i % 4]));
        return frame.ToArray();
    }

    private void WriteLength(MemoryStream frame, ulong length)
    {
        var masked = IsMasked ? 0x80 : 0;
        Span<byte> bytes = stackalloc byte[8];
        if (Length == LengthForm.Shortest && length < 126)
        {
            frame.WriteByte((byte)(masked | (int)length));
        }
        else if (Length == LengthForm.In16Bits || (Length == LengthForm.Shortest && length <= ushort.MaxValue))
        {
            frame.WriteByte((byte)(masked | 126));
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)length);
            frame.Write(bytes[..2]);
        }
        else
        {
            frame.WriteByte((byte)(masked | 127));
            BinaryPrimitives.WriteUInt64BigEndian(bytes, length);
            frame.Write(bytes);
        }
    }
}
