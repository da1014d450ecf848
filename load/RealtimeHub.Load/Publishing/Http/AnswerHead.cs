using System.Buffers.Text;
using System.Text;

namespace RealtimeHub.Load.Publishing.Http;

/// <summary>What matters in the head of an answer.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Length">Of the body; null when nothing says it.</param>
/// <param name="IsChunked">The body comes in pieces with their lengths in front.</param>
/// <param name="KeepAlive">Whether the connection may be used again.</param>
internal readonly record struct AnswerHead(int Status, long? Length, bool IsChunked, bool KeepAlive)
{
    private const int StatusAt = 9; // after "HTTP/1.1 "
    private const int StatusDigits = 3;

    /// <summary>These have no body, whatever their head says.</summary>
    public bool IsWithoutBody => Status is 204 or 304 or < 200;

    /// <param name="head">All lines of it, without the empty one.</param>
    /// <exception cref="PublishException">It is none of HTTP/1.</exception>
    public static AnswerHead Parse(ReadOnlySpan<byte> head)
    {
        if (head.Length < StatusAt + StatusDigits || !head.StartsWith("HTTP/1."u8)
            || !Utf8Parser.TryParse(head.Slice(StatusAt, StatusDigits), out int status, out _))
            throw new PublishException("the answer to a publish is not HTTP/1.1", mayBeTaken: true);
        var answer = new AnswerHead(status, null, false, KeepAlive: head[7] == (byte)'1');
        var lines = head;
        while (lines.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            lines = lines[(end + 2)..];
            var line = lines.IndexOf("\r\n"u8) is >= 0 and var next ? lines[..next] : lines;
            answer = answer.With(line);
        }

        return answer;
    }

    private AnswerHead With(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0) return this;
        var name = line[..colon];
        var value = Trim(line[(colon + 1)..]);
        if (Is(name, "content-length"u8)) return this with { Length = Utf8Parser.TryParse(value, out long length, out _) ? length : null };
        if (Is(name, "transfer-encoding"u8)) return this with { IsChunked = Is(value, "chunked"u8) };
        if (Is(name, "connection"u8)) return this with { KeepAlive = Is(value, "keep-alive"u8) || (KeepAlive && !Is(value, "close"u8)) };
        return this;
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(text, lowerCase);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim((byte)' ').Trim((byte)'\t');
}
