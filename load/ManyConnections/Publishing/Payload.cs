using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace RealtimeHub.Load.Publishing;

/// <summary>The data of an event: a JSON string of 128 bytes that begins with the moment at which it was to be published.</summary>
internal static class Payload
{
    public const int Length = 128;
    private const int TimeDigits = 20;
    private const int QuoteLength = 1;
    private static readonly string Filling = new('x', Length - TimeDigits - (2 * QuoteLength));

    /// <param name="due">A moment of <see cref="System.Diagnostics.Stopwatch"/>.</param>
    public static byte[] Write(long due) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\"{due:D20}{Filling}\""));

    public static bool TryRead(ReadOnlySpan<byte> data, out long due)
    {
        due = 0;
        return data.Length == Length && data[0] == (byte)'"' && data[^1] == (byte)'"'
            && Utf8Parser.TryParse(data.Slice(QuoteLength, TimeDigits), out due, out var read) && read == TimeDigits;
    }
}
