using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace RealtimeHub.Transport.WebSockets;

/// <summary>
/// Reads the frames of a client, however they are cut into pieces (RFC 6455, section 5). It holds bytes only of a head or of a control
/// frame that has not come whole.
/// </summary>
internal struct FrameParser
{
    private const int MinHead = 2;
    private const int MaxControl = 125;
    private const int MaskSize = 4;

    private HeadBytes _head;
    private int _headCount;
    private bool _isInPayload;
    private Opcode _opcode;
    private bool _isFinal;
    private long _left;
    private uint _mask;

    // The kind of the message that has begun; a continuation when none has.
    private Opcode _message;
    private byte[]? _control;
    private int _controlCount;
    private bool _isClosed;

    /// <summary>Reads what has come.</summary>
    /// <param name="data">The bytes; their masks are taken off in place.</param>
    /// <param name="sink">Who gets what was read.</param>
    /// <returns>Why the connection has to be closed; none when it has not.</returns>
    public CloseStatus Feed(Span<byte> data, IFrameSink sink)
    {
        while (!_isClosed)
        {
            if (!_isInPayload)
            {
                if (!TryReadHead(ref data, out var wrong)) return wrong;
                _isInPayload = true;
            }

            if (data.IsEmpty && _left > 0) return CloseStatus.None;
            var part = data[..(int)Math.Min(_left, data.Length)];
            data = data[part.Length..];
            _left -= part.Length;
            _mask = Mask.Remove(part, _mask);
            if (Take(part, sink) is var status and not CloseStatus.None) return status;
            _isInPayload = _left > 0;
        }

        return CloseStatus.None;
    }

    private CloseStatus Take(ReadOnlySpan<byte> part, IFrameSink sink)
    {
        if (_opcode >= Opcode.Close) return TakeControl(part, sink);
        var isText = _message == Opcode.Text;
        var ends = _isFinal && _left == 0;
        if (ends) _message = Opcode.Continuation;
        return sink.Data(part, isText, ends);
    }

    private CloseStatus TakeControl(ReadOnlySpan<byte> part, IFrameSink sink)
    {
        if (_left == 0 && _controlCount == 0) return Handle(part, sink);
        _control ??= new byte[MaxControl];
        part.CopyTo(_control.AsSpan(_controlCount));
        _controlCount += part.Length;
        if (_left > 0) return CloseStatus.None;
        var (whole, count) = (_control, _controlCount);
        (_control, _controlCount) = (null, 0);
        return Handle(whole.AsSpan(0, count), sink);
    }

    private CloseStatus Handle(ReadOnlySpan<byte> payload, IFrameSink sink)
    {
        switch (_opcode)
        {
            case Opcode.Ping:
                sink.Ping(payload);
                return CloseStatus.None;
            case Opcode.Pong:
                sink.Pong();
                return CloseStatus.None;
            default:
                return HandleClose(payload, sink);
        }
    }

    private CloseStatus HandleClose(ReadOnlySpan<byte> payload, IFrameSink sink)
    {
        _isClosed = true;
        if (payload.Length == 1) return CloseStatus.ProtocolError;
        var status = payload.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!payload.IsEmpty && !CloseStatuses.IsValid(status)) return CloseStatus.ProtocolError;
        if (payload.Length > 2 && !Utf8.IsValid(payload[2..])) return CloseStatus.InvalidText;
        sink.Close((CloseStatus)status);
        return CloseStatus.None;
    }

    /// <returns>False when it has not come whole, or when something is wrong with it.</returns>
    private bool TryReadHead(ref Span<byte> data, out CloseStatus wrong)
    {
        wrong = CloseStatus.None;
        Span<byte> head = _head;
        var needed = _headCount < MinHead ? MinHead : SizeOf(head[1] & 0x7F);
        while (true)
        {
            var taken = Math.Min(needed - _headCount, data.Length);
            data[..taken].CopyTo(head[_headCount..]);
            data = data[taken..];
            _headCount += taken;
            if (_headCount < needed) return false;
            if (needed > MinHead) break; // The whole head, of which a client's has six bytes at least.
            wrong = CheckStart(head);
            if (wrong != CloseStatus.None) return false;
            needed = SizeOf(head[1] & 0x7F);
        }

        _headCount = 0;
        if (!TryReadLength(head, needed - MaskSize))
        {
            wrong = CloseStatus.ProtocolError;
            return false;
        }

        _mask = BitConverter.ToUInt32(head[(needed - MaskSize)..]);
        return true;
    }

    private static int SizeOf(int length) => MinHead + MaskSize + (length switch { 126 => 2, 127 => 8, _ => 0 });

    /// <summary>The first two bytes: what the frame is, and whether it may come now.</summary>
    private CloseStatus CheckStart(ReadOnlySpan<byte> head)
    {
        const int Reserved = 0x70;
        const int Masked = 0x80;
        _opcode = (Opcode)(head[0] & 0x0F);
        _isFinal = (head[0] & 0x80) != 0;
        var length = head[1] & 0x7F;
        var isRight = (head[0] & Reserved) == 0 && (head[1] & Masked) != 0 && _opcode switch
        {
            Opcode.Text or Opcode.Binary => _message == Opcode.Continuation,
            Opcode.Continuation => _message != Opcode.Continuation,
            Opcode.Close or Opcode.Ping or Opcode.Pong => _isFinal && length <= MaxControl,
            _ => false,
        };
        if (!isRight) return CloseStatus.ProtocolError;
        if (_opcode is Opcode.Text or Opcode.Binary) _message = _opcode;
        return CloseStatus.None;
    }

    /// <returns>False for a length that is not written as short as it can be, or is too long for any machine.</returns>
    private bool TryReadLength(ReadOnlySpan<byte> head, int end)
    {
        _left = head[1] & 0x7F;
        if (end == 4)
        {
            _left = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
            return _left > MaxControl;
        }

        if (end != 10) return true;
        _left = BinaryPrimitives.ReadInt64BigEndian(head[2..]);
        return _left > ushort.MaxValue;
    }

    /// <summary>The longest head of a client.</summary>
    [InlineArray(14)]
    private struct HeadBytes
    {
        private byte _first;
    }
}
