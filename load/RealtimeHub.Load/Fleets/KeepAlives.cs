using System.Diagnostics;

namespace RealtimeHub.Load.Fleets;

/// <summary>
/// Has each subscriber say every 10 seconds that it is there, all of them spread evenly. Servers close connections that say
/// nothing for longer; SignalR's own clients ping every 15 seconds.
/// </summary>
internal sealed class KeepAlives
{
    private const double IntervalSeconds = 10;

    private double _due;
    private long _last;
    private int _next;

    /// <summary>The numbers of those whose turn it is. By the clock and not by the tick: ticks get lost when the machine is busy.</summary>
    public IEnumerable<int> Due(int subscribers, long now)
    {
        if (_last > 0) _due += subscribers * ((now - _last) / (Stopwatch.Frequency * IntervalSeconds));
        _last = now;
        for (_due = Math.Min(_due, subscribers); _due >= 1; _due--)
        {
            _next = (_next + 1) % subscribers;
            yield return _next;
        }
    }
}
