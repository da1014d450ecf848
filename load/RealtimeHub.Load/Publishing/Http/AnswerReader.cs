using System.Buffers.Text;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>Reads more bytes of a connection, at least one; 0 when the server has closed it.</summary>
internal delegate int ReadBytes(Span<byte> into);

/// <summary>Reads the answers of one connection, one after the other.</summary>
internal sealed class AnswerReader(ReadBytes read)
{
    private const int MaxLength = 16 * 1_024 * 1_024;

    private byte[] _input = new byte[4_096];
    private byte[] _body = new byte[1_024];
    private int _start;
    private int _end;

    /// <summary>Whether the server has sent anything since <see cref="Begin"/>.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether something has been read that belongs to the next answer.</summary>
    public bool HasInput => _end > _start;

    /// <summary>A request was sent.</summary>
    public void Begin() => HasBegun = _end > _start;

    /// <exception cref="PublishException">The connection ended before the answer did, or it is no answer.</exception>
    public HttpAnswer Read()
    {
        var head = ReadHead();
        while (head.Status is >= 100 and < 200) head = ReadHead(); // "continue" and the like
        if (head.IsWithoutBody) return new HttpAnswer(head.Status, default, head.KeepAlive);
        if (head.IsChunked) return new HttpAnswer(head.Status, ReadChunks(), head.KeepAlive);
        return head.Length is { } length
            ? new HttpAnswer(head.Status, Take(length), head.KeepAlive)
            : new HttpAnswer(head.Status, ReadToEnd(), KeepAlive: false);
    }

    private AnswerHead ReadHead()
    {
        int length;
        while ((length = Input.IndexOf("\r\n\r\n"u8)) < 0) More();
        var head = AnswerHead.Parse(Input[..length]);
        _start += length + 4;
        return head;
    }

    private ReadOnlyMemory<byte> ReadChunks()
    {
        var length = 0;
        while (ReadChunkLength() is > 0 and var chunk)
        {
            var data = Take(chunk);
            if (length + data.Length > _body.Length) Array.Resize(ref _body, Checked(2L * (length + data.Length)));
            data.CopyTo(_body.AsMemory(length));
            length += data.Length;
            Line();
        }

        while (Line().Length > 0) // trailers, and the empty line at the end
        {
        }

        return _body.AsMemory(0, length);
    }

    private int ReadChunkLength()
    {
        var line = Line();
        return Utf8Parser.TryParse(line, out int length, out _, 'x') ? length : throw Nonsense();
    }

    private ReadOnlySpan<byte> Line()
    {
        int length;
        while ((length = Input.IndexOf("\r\n"u8)) < 0) More();
        var line = Input[..length];
        _start += length + 2;
        return line;
    }

    private ReadOnlyMemory<byte> Take(long length)
    {
        Checked(length);
        while (_end - _start < length) More();
        _start += (int)length;
        return _input.AsMemory(_start - (int)length, (int)length);
    }

    private ReadOnlyMemory<byte> ReadToEnd()
    {
        while (TryMore())
        {
        }

        return Take(_end - _start);
    }

    private ReadOnlySpan<byte> Input => _input.AsSpan(_start, _end - _start);

    private void More()
    {
        if (!TryMore()) throw new PublishException("the server closed the connection before it had answered", mayBeTaken: true);
    }

    private bool TryMore()
    {
        if (_start == _end) (_start, _end) = (0, 0);
        if (_end == _input.Length) MakeRoom();
        var count = read(_input.AsSpan(_end));
        HasBegun |= count > 0;
        _end += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        var waiting = _end - _start;
        var larger = _start == 0 ? new byte[Checked(2L * _input.Length)] : _input;
        Array.Copy(_input, _start, larger, 0, waiting);
        (_input, _start, _end) = (larger, 0, waiting);
    }

    private static int Checked(long length) => length is >= 0 and <= MaxLength ? (int)length : throw Nonsense();

    private static PublishException Nonsense() => new("the answer to a publish is not HTTP/1.1", mayBeTaken: true);
}
