using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>The text of a CSV file for a parser that keeps a whole row until it ends. Line breaks do not bound it, for they may stand in quotes.</summary>
internal sealed class BoundedRows(TextReader text, char delimiter) : TextReader
{
    private const int MaxLength = 16 * 1_024 * 1_024;

    /// <summary>Each field costs the parser more than twenty bytes, also one with nothing in it.</summary>
    private const int MaxDelimiters = 1_000_000;

    /// <summary>The parser asks for as much as its longest row so far; many short ones would count as one then.</summary>
    private const int MaxPiece = 32 * 1_024;

    // Since the last row that has ended.
    private int _length;
    private int _delimiters;

    /// <summary>Whether all of the text was given out, and more was asked for.</summary>
    public bool HasEnded { get; private set; }

    public void RowEnded() => (_length, _delimiters) = (0, 0);

    public override int Read(char[] buffer, int index, int count)
    {
        var read = text.Read(buffer, index, Math.Min(count, MaxPiece));
        HasEnded |= read == 0;
        _length += read;
        _delimiters += buffer.AsSpan(index, read).Count(delimiter);
        return _length <= MaxLength && _delimiters <= MaxDelimiters
            ? read
            : throw new TaskFailedException("badFile", $"a row has more than {MaxLength:N0} characters, or more than {MaxDelimiters:N0} times '{delimiter}'");
    }
}
