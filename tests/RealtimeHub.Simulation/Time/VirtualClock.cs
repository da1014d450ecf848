namespace RealtimeHub.Simulation.Time;

/// <summary>
/// A clock that only its scheduler moves. The time of day stands still during a step; timestamps do not, so that no two of
/// them are equal and nothing depends on the order in which a hash table lists what it holds.
/// </summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Scheduler _scheduler;
    private long _stepBegan;

    public VirtualClock(Scheduler scheduler) => _scheduler = scheduler;

    /// <summary>Ticks since the start of the run.</summary>
    public long Now { get; private set; } = TimeSpan.TicksPerSecond;

    /// <summary>How many timers are set.</summary>
    public int TimersSet { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ++Now;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(_stepBegan);

    /// <summary>A new step begins, at this moment at the earliest.</summary>
    public void MoveTo(long now) => _stepBegan = Now = Math.Max(now, Now + 1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Rings a little late, as timers do, and never too early.</summary>
    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private int _generation;
        private bool _isSet;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var generation = ++_generation;
            Set(dueTime != Timeout.InfiniteTimeSpan);
            if (_isSet) clock._scheduler.After(dueTime + clock._scheduler.UpTo(TimeSpan.FromMilliseconds(3)), "timer", () => Ring(generation, period));
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Ring(int generation, TimeSpan period)
        {
            if (generation != _generation) return;
            Change(period, period);
            callback(state);
        }

        private void Set(bool isSet)
        {
            if (isSet != _isSet) clock.TimersSet += isSet ? 1 : -1;
            _isSet = isSet;
        }
    }
}
