namespace RealtimeHub.Simulation.Oracle;

/// <summary>
/// Whether writes to one subscription can be explained by ticks that are far enough apart. A tick is not seen itself: it
/// lies between the append of the newest event that it delivers and the first write that it causes. Every explanation is
/// followed, so what is reported is certainly wrong.
/// </summary>
internal sealed class RateCheck
{
    private long _interval;

    // Explanations of what has been written: when the last tick was at the earliest, and the first write that it caused.
    private List<(long Tick, long FirstWrite)> _explanations = [];

    /// <summary>Whether it is known that events are delivered as they come.</summary>
    public bool IsDirect { get; private set; }

    /// <summary>From now on ticks are so far apart.</summary>
    public void Set(TimeSpan interval)
    {
        // Rates are rounded to whole ticks of the clock.
        _interval = Math.Max(0, interval.Ticks - 1);
        _explanations = [];
        IsDirect = interval == TimeSpan.Zero;
    }

    /// <summary>The rate is about to change: nothing can be said until it is set.</summary>
    public void Forget()
    {
        Set(TimeSpan.Zero);
        IsDirect = false;
    }

    /// <summary>Takes a write.</summary>
    /// <param name="now">When it happens.</param>
    /// <param name="appended">When the newest event up to which it takes the subscription was appended.</param>
    /// <returns>Whether it may happen.</returns>
    public bool Allows(long now, long appended)
    {
        if (_interval == 0) return true;
        var isFirst = _explanations.Count == 0;
        var sameTick = _explanations.Where(e => Math.Max(e.Tick, appended) <= e.FirstWrite).Select(e => (Math.Max(e.Tick, appended), e.FirstWrite));
        var nextTick = isFirst ? appended : Math.Max(_explanations.Min(e => e.Tick) + _interval, appended);
        _explanations = [.. sameTick];
        if (nextTick <= now) _explanations.Add((nextTick, now));
        return _explanations.Count > 0;
    }
}
