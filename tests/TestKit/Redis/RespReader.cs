using System.Buffers;
using System.Buffers.Text;

namespace RealtimeHub.TestKit.Redis;

/// <summary>Reads values of Redis' protocol from bytes of which the end may still be missing.</summary>
public static class RespReader
{
    private const char Null = '_';

    /// <returns>False, and nothing is taken, when the value is not there as a whole.</returns>
    public static bool TryRead(ref SequenceReader<byte> input, out RespValue value)
    {
        var reader = input;
        if (!TryReadValue(ref reader, out value)) return false;
        input = reader;
        return true;
    }

    private static bool TryReadValue(ref SequenceReader<byte> reader, out RespValue value)
    {
        value = new RespValue(Null, [], []);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, "\r\n"u8)) return false;
        var kind = (char)line.FirstSpan[0];
        var rest = line.Slice(1).ToArray();
        switch (kind)
        {
            case '$' or '=' or '!':
                return TryReadBytes(ref reader, kind, LengthOf(rest), ref value);
            case '*' or '~' or '>':
                return TryReadItems(ref reader, kind, LengthOf(rest), ref value);
            case '%':
                return TryReadItems(ref reader, kind, 2 * LengthOf(rest), ref value);
            case '|':
                // Attributes say something about the value that follows them.
                return TryReadItems(ref reader, kind, (2 * LengthOf(rest)) + 1, ref value);
            default:
                value = new RespValue(kind, rest, []);
                return true;
        }
    }

    /// <summary>Less than 0 means that there is nothing, which is not the same as an empty one.</summary>
    private static int LengthOf(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out int length, out var read) && read == digits.Length ? length : throw new FormatException("That is not RESP.");

    private static bool TryReadBytes(ref SequenceReader<byte> reader, char kind, int length, ref RespValue value)
    {
        if (length < 0) return true;
        if (reader.Remaining < length + 2) return false;
        var bytes = reader.UnreadSequence.Slice(0, length).ToArray();
        reader.Advance(length + 2);
        value = new RespValue(kind, bytes, []);
        return true;
    }

    private static bool TryReadItems(ref SequenceReader<byte> reader, char kind, int count, ref RespValue value)
    {
        var items = new List<RespValue>(Math.Max(0, count));
        while (items.Count < count)
        {
            if (!TryReadValue(ref reader, out var item)) return false;
            items.Add(item);
        }

        if (count >= 0) value = new RespValue(kind, [], items);
        return true;
    }
}
