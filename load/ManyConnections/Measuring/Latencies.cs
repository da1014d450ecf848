using System.Diagnostics;
using System.Numerics;

namespace RealtimeHub.Load.Measuring;

/// <summary>
/// Counts latencies in buckets that are at most 1.6 % wide, so that millions of them take no memory. Threads may add at the
/// same time.
/// </summary>
internal sealed class Latencies : ILatencySink
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;
    private const int MaxBits = 40;

    private readonly long[] _buckets = new long[(MaxBits - SubBits + 1) * SubBuckets];
    private long _from = long.MaxValue;
    private long _max;

    public long Count => _buckets.Sum();

    public double MaxMs => Interlocked.Read(ref _max) / 1_000.0;

    /// <summary>Events that were due earlier than this moment belong to the warm-up and do not count.</summary>
    public void CountFrom(long timestamp) => Interlocked.Exchange(ref _from, timestamp);

    /// <summary>All of them in one.</summary>
    public static Latencies Sum(IEnumerable<Latencies> parts)
    {
        var sum = new Latencies();
        foreach (var part in parts)
        {
            for (var i = 0; i < sum._buckets.Length; i++) sum._buckets[i] += part._buckets[i];
            sum._max = Math.Max(sum._max, part._max);
        }

        return sum;
    }

    public void Add(long due, long now)
    {
        if (due < Interlocked.Read(ref _from)) return;
        var microseconds = Math.Clamp((now - due) / (Stopwatch.Frequency / 1_000_000), 0, (1L << MaxBits) - 1);
        Interlocked.Increment(ref _buckets[BucketOf(microseconds)]);
        for (var max = Interlocked.Read(ref _max); microseconds > max;)
        {
            var seen = Interlocked.CompareExchange(ref _max, microseconds, max);
            if (seen == max) break;
            max = seen;
        }
    }

    /// <summary>The latency in milliseconds that the given share of the events stayed within; 0 when there were none.</summary>
    public double PercentileMs(double share)
    {
        var wanted = (long)Math.Ceiling(Count * share);
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0) return Math.Min(UpperEndOf(i) / 1_000.0, MaxMs);
        }

        return 0;
    }

    // Below 128 microseconds each has a bucket; above, each power of two has 64.
    private static int BucketOf(long microseconds)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)microseconds | 1) - SubBits + 1);
        return (shift * (SubBuckets / 2)) + (int)(microseconds >> shift);
    }

    private static long UpperEndOf(int bucket)
    {
        var shift = Math.Max(0, (bucket / (SubBuckets / 2)) - 1);
        return ((bucket - (shift * (SubBuckets / 2)) + 1L) << shift) - 1;
    }
}
