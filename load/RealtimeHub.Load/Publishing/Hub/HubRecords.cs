using System.Buffers.Binary;
using System.Text;
using RealtimeHub.Load.Publishing.Http;

namespace RealtimeHub.Load.Publishing.Hub;

/// <summary>Takes the records of SignalR's JSON protocol out of the frames of a server. Frames may hold several, or a part of one.</summary>
internal sealed class HubRecords(ReadBytes read)
{
    private const byte Separator = 0x1E;
    private const int MaxLength = 16 * 1_024 * 1_024;

    private byte[] _input = new byte[8_192];
    private byte[] _text = new byte[8_192];
    private int _start;
    private int _end;
    private int _textStart;
    private int _textEnd;

    /// <summary>The head of the answer to the upgrade.</summary>
    public string ReadHead()
    {
        int length;
        while ((length = Input.IndexOf("\r\n\r\n"u8)) < 0) More();
        var head = Encoding.ASCII.GetString(Input[..length]);
        _start += length + 4;
        return head;
    }

    /// <summary>The next record, without its separator; valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        int length;
        while ((length = _text.AsSpan(_textStart, _textEnd - _textStart).IndexOf(Separator)) < 0) ReadFrame();
        var record = _text.AsSpan(_textStart, length);
        _textStart += length + 1;
        return record;
    }

    private ReadOnlySpan<byte> Input => _input.AsSpan(_start, _end - _start);

    private void ReadFrame()
    {
        Need(2);
        var kind = _input[_start] & 0x0F;
        var (header, length) = (_input[_start + 1] & 0x7F) switch
        {
            126 => (4, (long)ReadUInt16()),
            127 => (10, ReadInt64()),
            var small => (2, small),
        };
        if (length is < 0 or > MaxLength) throw new LoadException("the server sent a frame that is too long");
        Need(header + (int)length);
        if (kind == 8) throw new LoadException("the server closed the connection");
        if (kind <= 2) Keep(_input.AsSpan(_start + header, (int)length));
        _start += header + (int)length;
    }

    private ushort ReadUInt16()
    {
        Need(4);
        return BinaryPrimitives.ReadUInt16BigEndian(Input[2..]);
    }

    private long ReadInt64()
    {
        Need(10);
        return BinaryPrimitives.ReadInt64BigEndian(Input[2..]);
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        var waiting = _textEnd - _textStart;
        if (_textStart > 0) Array.Copy(_text, _textStart, _text, 0, waiting);
        (_textStart, _textEnd) = (0, waiting);
        if (_text.Length < waiting + text.Length) Array.Resize(ref _text, Math.Min(MaxLength, 2 * (waiting + text.Length)));
        text.CopyTo(_text.AsSpan(waiting));
        _textEnd += text.Length;
    }

    private void Need(int count)
    {
        while (_end - _start < count) More();
    }

    private void More()
    {
        var waiting = _end - _start;
        if (_start > 0) Array.Copy(_input, _start, _input, 0, waiting);
        (_start, _end) = (0, waiting);
        if (_end == _input.Length) Array.Resize(ref _input, 2 * _input.Length);
        var count = read(_input.AsSpan(_end));
        if (count == 0) throw new LoadException("the server closed the connection");
        _end += count;
    }
}
