using System.Diagnostics;

namespace RealtimeHub.Load.Measuring;

/// <summary>Latencies of each second: that in which an event was due, however late it came.</summary>
internal sealed class LatencyTimeline : ILatencySink
{
    private readonly Latencies[] _seconds;
    private long _start = long.MaxValue;

    public LatencyTimeline(int seconds)
    {
        _seconds = [.. Enumerable.Range(0, seconds).Select(_ => new Latencies())];
        foreach (var second in _seconds) second.CountFrom(0);
    }

    /// <summary>The seconds begin at this moment. What was due earlier, or after the last of them, does not count.</summary>
    public void StartAt(long timestamp) => Interlocked.Exchange(ref _start, timestamp);

    public void Add(long due, long now)
    {
        var start = Interlocked.Read(ref _start);
        if (due < start) return;
        var second = (due - start) / Stopwatch.Frequency;
        if (second < _seconds.Length) _seconds[second].Add(due, now);
    }

    public Latencies Second(int second) => _seconds[second];

    /// <summary>The latencies from one second to before another.</summary>
    public Latencies Between(int from, int to) => Latencies.Sum(_seconds[from..to]);
}
