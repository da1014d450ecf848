using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>One line of a file; without a text when it was too long to be kept.</summary>
internal readonly record struct BoundedLine(long Number, byte[]? Text);

/// <summary>Reads lines of UTF-8 text without ever holding one that is longer than allowed.</summary>
internal static class BoundedLines
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static async IAsyncEnumerable<BoundedLine> ReadAsync(
        Stream file, int maxLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true));
        var (number, tooLong) = (1L, false);
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, read.IsCompleted, out var line))
            {
                yield return new BoundedLine(number, tooLong || line.Length > maxLength ? null : Clean(line, first: number == 1));
                (number, tooLong) = (number + 1, false);
            }

            if (read.IsCompleted) break;
            if (rest.Length > maxLength) (tooLong, rest) = (true, rest.Slice(rest.End));
            pipe.AdvanceTo(rest.Start, read.Buffer.End);
        }

        await pipe.CompleteAsync();
    }

    /// <summary>Takes a line off the front; at the end of the file also one that no line break ends.</summary>
    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool atEnd, out ReadOnlySequence<byte> line)
    {
        line = rest;
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        if (!atEnd || rest.IsEmpty) return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static byte[] Clean(ReadOnlySequence<byte> line, bool first)
    {
        var bytes = line.ToArray();
        var text = bytes.AsSpan();
        if (first && text.StartsWith(ByteOrderMark)) text = text[ByteOrderMark.Length..];
        text = text.Trim(" \t\r"u8);
        return text.Length == bytes.Length ? bytes : text.ToArray();
    }
}
