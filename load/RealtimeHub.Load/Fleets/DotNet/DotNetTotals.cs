using HdrHistogram;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Fleets.DotNet;

/// <summary>What all clients together have got. Their loops run on many threads.</summary>
/// <param name="maxSeconds">What is due later than that after the start of the measurement has no latency.</param>
internal sealed class DotNetTotals(int maxSeconds)
{
    private readonly Lock _gate = new();
    private readonly LatencyTimeline _latencies = new(maxSeconds); // Guarded by _gate.
    private long _received;
    private long _bytes;
    private int _live;
    private int _broken;
    private string? _firstFailure;

    public long Received => Interlocked.Read(ref _received);

    public long Bytes => Interlocked.Read(ref _bytes);

    public int Live => Volatile.Read(ref _live);

    public int Broken => Volatile.Read(ref _broken);

    public LiveFaults Faults { get; } = new();

    public string? FirstFailure => Volatile.Read(ref _firstFailure);

    public void ReceivedBytes(int count) => Interlocked.Add(ref _bytes, count);

    public void Came() => Interlocked.Increment(ref _live);

    public void Left() => Interlocked.Decrement(ref _live);

    /// <summary>A connection ended that nobody had broken.</summary>
    public void Broke(string reason)
    {
        Interlocked.Increment(ref _broken);
        Faults.Broke();
        Interlocked.CompareExchange(ref _firstFailure, reason, null);
    }

    public void Event(long due, long now)
    {
        Interlocked.Increment(ref _received);
        lock (_gate) _latencies.Add(due, now);
    }

    public void MeasureFrom(long timestamp)
    {
        lock (_gate) _latencies.StartAt(timestamp);
    }

    public HistogramBase Second(int second)
    {
        lock (_gate) return _latencies.Copy(second);
    }
}
