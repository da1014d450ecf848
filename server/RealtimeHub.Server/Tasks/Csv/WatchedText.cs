using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>The text of a file, piece by piece. Who watches is told before each piece, and may end it by throwing.</summary>
/// <param name="file">UTF-8, or what its byte order mark says.</param>
/// <param name="before">Called before each piece.</param>
internal sealed class WatchedText(Stream file, Action before) : TextReader
{
    /// <summary>A file without a line break for so many characters has no rows. Whoever looks for the end of one would hold all of it.</summary>
    private const int MaxWithoutBreak = 16 * 1_024 * 1_024;

    private readonly StreamReader _text = new(file, bufferSize: 64 * 1_024);
    private long _sinceBreak;

    public override int Peek() => _text.Peek();

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        before();
        var count = _text.Read(buffer);
        var end = buffer[..count].LastIndexOfAny('\n', '\r');
        _sinceBreak = end < 0 ? _sinceBreak + count : count - end - 1;
        return _sinceBreak <= MaxWithoutBreak ? count : throw new TaskFailedException("badFile", $"the file has no line break in {MaxWithoutBreak:N0} characters");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _text.Dispose();
        base.Dispose(disposing);
    }
}
