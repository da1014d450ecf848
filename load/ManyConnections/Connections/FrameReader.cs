using System.Buffers.Binary;

namespace RealtimeHub.Load.Connections;

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

/// <summary>
/// Reads the WebSocket frames of a server. Payloads of data frames come in the parts in which they arrive; control frames
/// are small and come whole.
/// </summary>
internal struct FrameReader
{
    private const int ShortHeader = 2;
    private const int MaxHeader = 10;
    private const int MaxControlPayload = 125;

    private long _remaining;

    /// <summary>The next part, or false when more bytes are needed; what is left of the input then has to be kept.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> input, out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = FrameKind.Continuation;
        payload = default;
        if (_remaining == 0)
        {
            if (!TryReadHeader(input, out kind, out var header, out var length)) return false;
            if (kind >= FrameKind.Close)
            {
                if (length > MaxControlPayload) throw new LoadException("the server sent a control frame that is too long");
                if (input.Length < header + length) return false;
            }

            input = input[header..];
            _remaining = length;
        }

        payload = input[..(int)Math.Min(_remaining, input.Length)];
        input = input[payload.Length..];
        _remaining -= payload.Length;
        return payload.Length > 0 || _remaining == 0;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> input, out FrameKind kind, out int header, out long length)
    {
        (kind, header, length) = (default, ShortHeader, 0);
        if (input.Length < ShortHeader) return false;
        kind = (FrameKind)(input[0] & 0x0F);
        if ((input[1] & 0x80) != 0) throw new LoadException("the server masks its frames, which it must not");
        length = input[1];
        header = length switch { 127 => MaxHeader, 126 => ShortHeader + sizeof(ushort), _ => ShortHeader };
        if (input.Length < header) return false;
        if (length == 126) length = BinaryPrimitives.ReadUInt16BigEndian(input[ShortHeader..]);
        else if (length == 127) length = BinaryPrimitives.ReadInt64BigEndian(input[ShortHeader..]);
        if (length < 0) throw new LoadException("the server sent a frame of negative length");
        return true;
    }
}
