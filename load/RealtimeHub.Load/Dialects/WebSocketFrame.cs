using System.Buffers.Binary;

namespace RealtimeHub.Load.Dialects;

/// <summary>The kinds of WebSocket frames (RFC 6455, 5.2).</summary>
internal enum FrameKind : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>One whole WebSocket frame of a server.</summary>
internal readonly ref struct WebSocketFrame
{
    private const int ShortHeader = 2;
    private const int MaxControlPayload = 125;
    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte MaskBit = 0x80;

    private WebSocketFrame(byte first, ReadOnlySpan<byte> payload)
    {
        Kind = (FrameKind)(first & 0x0F);
        IsFinal = (first & FinalBit) != 0;
        Payload = payload;
    }

    public FrameKind Kind { get; }

    /// <summary>Whether the message ends with it.</summary>
    public bool IsFinal { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Takes the first frame off the input; false when it is not all there.</summary>
    /// <exception cref="LoadException">A server must not send this.</exception>
    public static bool TryRead(ref ReadOnlySpan<byte> input, out WebSocketFrame frame)
    {
        frame = default;
        if (!TryReadHead(input, out var header, out var length) || length > (ulong)(input.Length - header)) return false;
        frame = new WebSocketFrame(input[0], input.Slice(header, (int)length));
        input = input[(header + (int)length)..];
        return true;
    }

    /// <summary>Takes the head of a frame with data off the input, whose rest is not all there.</summary>
    /// <param name="input">The bytes that have come.</param>
    /// <param name="inMessage">Whether a message has begun in a frame before; afterwards: whether it goes on in the next.</param>
    /// <param name="length">Of the frame's data.</param>
    public static bool TryBegin(ref ReadOnlySpan<byte> input, ref bool inMessage, out int length)
    {
        length = 0;
        if (!TryReadHead(input, out var header, out var whole) || whole > int.MaxValue) return false;
        var kind = (FrameKind)(input[0] & 0x0F);
        if (inMessage ? kind != FrameKind.Continuation : kind is not (FrameKind.Text or FrameKind.Binary)) return false;
        (inMessage, length) = ((input[0] & FinalBit) == 0, (int)whole);
        input = input[header..];
        return true;
    }

    private static bool TryReadHead(ReadOnlySpan<byte> input, out int header, out ulong length)
    {
        (header, length) = (ShortHeader, 0);
        if (input.Length < ShortHeader) return false;
        var (first, second) = (input[0], input[1]);
        Check(first, second);
        header = second switch { 127 => ShortHeader + sizeof(ulong), 126 => ShortHeader + sizeof(ushort), _ => ShortHeader };
        if (input.Length < header) return false;
        length = second switch
        {
            127 => BinaryPrimitives.ReadUInt64BigEndian(input[ShortHeader..]),
            126 => BinaryPrimitives.ReadUInt16BigEndian(input[ShortHeader..]),
            _ => second,
        };
        return true;
    }

    private static void Check(byte first, byte second)
    {
        if ((first & ReservedBits) != 0) throw new LoadException("the server sent a compressed frame, which nobody asked for");
        if ((second & MaskBit) != 0) throw new LoadException("the server masks its frames, which it must not");
        if ((first & 0x0F) < (byte)FrameKind.Close) return;
        if (second > MaxControlPayload || (first & FinalBit) == 0) throw new LoadException("the server sent a control frame that is too long");
    }
}
