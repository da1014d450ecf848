using System.Buffers.Text;
using System.Text;

namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>Takes the text of a <c>/proc</c> file apart, from left to right, without making strings of it.</summary>
internal ref struct ProcText
{
    private ReadOnlySpan<byte> _rest;

    public ProcText(ReadOnlySpan<byte> text) => _rest = text;

    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>The text up to the end of the line.</summary>
    public ProcText Line() => new(Until((byte)'\n'));

    /// <summary>The next word, or nothing at the end.</summary>
    public ReadOnlySpan<byte> Word()
    {
        _rest = _rest.TrimStart(" \t"u8);
        return Until((byte)' ');
    }

    /// <summary>The text up to the last <paramref name="separator"/>; nothing, and no step, where there is none.</summary>
    public ReadOnlySpan<byte> UntilLast(byte separator)
    {
        if (_rest.LastIndexOf(separator) is not (>= 0 and var end)) return default;
        var taken = _rest[..end].Trim((byte)' ');
        _rest = _rest[(end + 1)..];
        return taken;
    }

    /// <summary>The next word as a counter.</summary>
    /// <exception cref="FormatException">It is not a number.</exception>
    public ulong Counter()
    {
        var word = Word();
        return Utf8Parser.TryParse(word, out ulong value, out var length) && length == word.Length ? value : throw NotANumber(word);
    }

    /// <summary>The next word as a fraction.</summary>
    /// <exception cref="FormatException">It is not a number.</exception>
    public double Fraction()
    {
        var word = Word();
        return Utf8Parser.TryParse(word, out double value, out var length) && length == word.Length ? value : throw NotANumber(word);
    }

    public void Skip(int words)
    {
        while (words-- > 0) Word();
    }

    private ReadOnlySpan<byte> Until(byte separator)
    {
        var end = _rest.IndexOf(separator);
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return taken;
    }

    private static FormatException NotANumber(ReadOnlySpan<byte> word) => new($"'{Encoding.UTF8.GetString(word)}' is not a number.");
}
