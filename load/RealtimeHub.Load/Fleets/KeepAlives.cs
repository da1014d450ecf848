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

    /// <summary>How many have their turn. By the clock and not by the tick: ticks get lost when the machine is busy.</summary>
    public int Due(int subscribers, long now)
    {
        if (_last > 0) _due = Math.Min(subscribers, _due + (subscribers * ((now - _last) / (Stopwatch.Frequency * IntervalSeconds))));
        _last = now;
        var due = (int)_due;
        _due -= due;
        return due;
    }

    /// <summary>The number of the next one.</summary>
    public int Next(int subscribers) => _next = (_next + 1) % subscribers;
}
