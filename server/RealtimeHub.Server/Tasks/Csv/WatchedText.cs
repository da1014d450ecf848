namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>The text of a file, piece by piece. Who watches is told before each piece, and may end it by throwing.</summary>
/// <param name="file">UTF-8, or what its byte order mark says.</param>
/// <param name="before">Called before each piece.</param>
internal sealed class WatchedText(Stream file, Action before) : TextReader
{
    private readonly StreamReader _text = new(file, bufferSize: 64 * 1_024);

    public override int Peek() => _text.Peek();

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        before();
        return _text.Read(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _text.Dispose();
        base.Dispose(disposing);
    }
}
