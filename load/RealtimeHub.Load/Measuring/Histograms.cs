using System.Diagnostics;
using HdrHistogram;
using HdrHistogram.Utilities;

namespace RealtimeHub.Load.Measuring;

/// <summary>Histograms of latencies in microseconds: from 1 us to an hour, with three digits.</summary>
internal static class Histograms
{
    public const long Max = 3_600_000_000;
    private const int Digits = 3;
    private static readonly long TicksPerMicrosecond = Stopwatch.Frequency / 1_000_000;

    /// <summary>For the latencies of one second, of which there can be many: half the size.</summary>
    public static HistogramBase Small() => new IntHistogram(1, Max, Digits);

    /// <summary>For sums of any number.</summary>
    public static HistogramBase Large() => new LongHistogram(1, Max, Digits);

    /// <summary>The latency between two timestamps of <see cref="Stopwatch"/>, as a histogram can hold it.</summary>
    public static long Microseconds(long from, long to) => Math.Clamp((to - from) / TicksPerMicrosecond, 1, Max);

    public static HistogramBase Sum(IEnumerable<HistogramBase> parts)
    {
        var sum = Large();
        foreach (var part in parts) sum.Add(part);
        return sum;
    }

    /// <summary>As text, compressed in the way that all HdrHistogram libraries understand.</summary>
    public static string Encode(HistogramBase histogram)
    {
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var bytes = new byte[histogram.EncodeIntoCompressedByteBuffer(buffer)];
        buffer.Position = 0;
        for (var i = 0; i < bytes.Length; i++) bytes[i] = buffer.Get();
        return Convert.ToBase64String(bytes);
    }

    public static HistogramBase Decode(string text) =>
        HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(text)), 0);
}
