using System.Diagnostics;
using HdrHistogram;

namespace RealtimeHub.Load.Measuring;

/// <summary>
/// Latencies of each second: that in which an event was due, however late it came. Touched only by the thread of one loop.
/// </summary>
/// <param name="maxSeconds">What is due later than that after the start does not count.</param>
internal sealed class LatencyTimeline(int maxSeconds)
{
    private readonly List<HistogramBase?> _seconds = [];
    private readonly HashSet<int> _changed = [];
    private long _start = long.MaxValue;

    // The second that the last event was due in. Nearly always the next one is too.
    private HistogramBase? _current;
    private long _currentFrom;
    private long _currentTo;

    /// <summary>The seconds begin at this moment. What was due earlier does not count.</summary>
    public void StartAt(long timestamp)
    {
        _start = timestamp;
        _current = null;
        _seconds.Clear();
        _changed.Clear();
    }

    public void Add(long due, long arrival)
    {
        if (_current is not null && due >= _currentFrom && due < _currentTo) _current.RecordValue(Histograms.Microseconds(due, arrival));
        else if (due >= _start) AddToOther(due, arrival);
    }

    /// <summary>A copy of the latencies of one second.</summary>
    public HistogramBase Copy(int second) => second < _seconds.Count && _seconds[second] is { } histogram ? histogram.Copy() : Histograms.Small();

    /// <summary>The seconds to which something was added since this was last called, with copies of their histograms.</summary>
    public IReadOnlyList<(int Second, HistogramBase Latencies)> TakeChanged()
    {
        (int, HistogramBase)[] changed = [.. _changed.Select(second => (second, Copy(second)))];
        _changed.Clear();
        _current = null; // so that the next event marks its second as changed again
        return changed;
    }

    private void AddToOther(long due, long arrival)
    {
        var second = (int)Math.Min((due - _start) / Stopwatch.Frequency, maxSeconds);
        if (second == maxSeconds) return;
        while (_seconds.Count <= second) _seconds.Add(null);
        _current = _seconds[second] ??= Histograms.Small();
        _currentFrom = _start + (second * Stopwatch.Frequency);
        _currentTo = _currentFrom + Stopwatch.Frequency;
        _changed.Add(second);
        _current.RecordValue(Histograms.Microseconds(due, arrival));
    }
}
