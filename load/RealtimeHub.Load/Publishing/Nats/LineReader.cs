using RealtimeHub.Load.Publishing.Http;

namespace RealtimeHub.Load.Publishing.Nats;

/// <summary>Reads the lines of one connection, one after the other.</summary>
internal sealed class LineReader(ReadBytes read)
{
    // The longest line is the first one, in which a server tells about itself.
    private readonly byte[] _input = new byte[64 * 1_024];
    private int _start;
    private int _end;

    /// <summary>Whether something has been read that was not given out yet.</summary>
    public bool HasInput => _end > _start;

    /// <summary>The next line without its end; valid until the next call.</summary>
    /// <exception cref="PublishException">The connection ended, or the line does not.</exception>
    public ReadOnlySpan<byte> Read()
    {
        int length;
        while ((length = _input.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0) More();
        var line = _input.AsSpan(_start, length);
        _start += length + 2;
        return line;
    }

    private void More()
    {
        _input.AsSpan(_start, _end - _start).CopyTo(_input);
        (_start, _end) = (0, _end - _start);
        if (_end == _input.Length) throw new PublishException("the answer to a publish is not a line", mayBeTaken: true);
        var count = read(_input.AsSpan(_end));
        if (count == 0) throw new PublishException("the server closed the connection before it had answered", mayBeTaken: true);
        _end += count;
    }
}
