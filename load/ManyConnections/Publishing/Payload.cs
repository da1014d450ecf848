using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Load.Publishing;

/// <summary>The data of an event: a JSON string of fixed length that begins with the moment at which it was to be published.</summary>
internal sealed class Payload(int length)
{
    public const int DefaultLength = 128;
    public const int MinLength = TimeDigits + (2 * QuoteLength);
    public const int MaxLength = 65_536;
    private const int TimeDigits = 20;
    private const int QuoteLength = 1;
    private readonly string _filling = new('x', length - MinLength);

    /// <summary>In bytes, with the quotes.</summary>
    public int Length => length;

    /// <param name="due">A moment of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    public byte[] Write(long due) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{due:D20}{_filling}\""));

    public bool TryRead(ReadOnlySpan<byte> data, out long due)
    {
        due = 0;
        return data.Length == length && data[0] == (byte)'"' && data[^1] == (byte)'"'
            && Utf8Parser.TryParse(data.Slice(QuoteLength, TimeDigits), out due, out var read) && read == TimeDigits;
    }
}
