using System.Buffers.Text;
using System.Globalization;
using System.Text;
using RealtimeHub.Load.Engine;

namespace RealtimeHub.Load.Measuring;

/// <summary>
/// Writes and finds the mark in an event's data: plain ASCII, so that it looks the same in JSON, in MessagePack and in any
/// other format. <c>~L~</c>, five digits of topic, twelve of sequence, twenty of due time, and filling.
/// </summary>
internal static class Marks
{
    /// <summary>The shortest data that can carry a mark, with the quotes around it.</summary>
    public const int MinLength = 2 + Length;

    private const int TopicDigits = 5;
    private const int SequenceDigits = 12;
    private const int DueDigits = 20;
    private const int Length = 3 + TopicDigits + SequenceDigits + DueDigits;

    private static ReadOnlySpan<byte> Start => "~L~"u8;

    /// <summary>A JSON string with the mark at its beginning.</summary>
    /// <param name="mark">What it carries.</param>
    /// <param name="length">In bytes, with the quotes; at least <see cref="MinLength"/>.</param>
    public static byte[] WriteJson(in EventMark mark, int length) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"\"~L~{mark.Topic:D5}{mark.Sequence:D12}{mark.Due:D20}{new string('x', length - MinLength)}\""));

    /// <summary>Looks for the first mark in one message of a server.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, out EventMark mark) => TryFind(ref message, out mark);

    /// <summary>Looks for the next mark in one message of a server, and leaves what comes after it.</summary>
    public static bool TryFind(ref ReadOnlySpan<byte> message, out EventMark mark)
    {
        mark = default;
        var at = message.IndexOf(Start);
        if (at < 0 || !TryRead(message[at..], out mark)) return false;
        message = message[(at + Length)..];
        return true;
    }

    /// <summary>Reads the mark that begins here.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out EventMark mark)
    {
        mark = default;
        if (from.Length < Length || !from.StartsWith(Start)) return false;
        var digits = from[Start.Length..];
        if (!TryNumber(digits[..TopicDigits], out var topic)
            || !TryNumber(digits.Slice(TopicDigits, SequenceDigits), out var sequence)
            || !TryNumber(digits.Slice(TopicDigits + SequenceDigits, DueDigits), out var due)) return false;
        mark = new EventMark((int)topic, sequence, due);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number) =>
        Utf8Parser.TryParse(digits, out number, out var read) && read == digits.Length;
}
