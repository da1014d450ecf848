namespace RealtimeHub.FanOut;

/// <summary>When which lane of a shard ticks: one timer for all of them. Touched only by the shard's loop, except for its timer.</summary>
internal sealed class LaneSchedule : IShardWork, IDisposable
{
    private readonly Shard _shard;
    private readonly PriorityQueue<Lane, long> _waiting = new();
    private ITimer? _timer;
    private long _timerAt = long.MaxValue;
    private int _flag;

    public LaneSchedule(Shard shard) => _shard = shard;

    public void Add(Lane lane, long at)
    {
        lane.IsScheduled = true;
        _waiting.Enqueue(lane, at);
        Arm();
    }

    public void Run()
    {
        Interlocked.Exchange(ref _flag, 0);
        _timerAt = long.MaxValue;
        var now = _shard.Clock.GetTimestamp();
        try
        {
            while (_waiting.TryPeek(out var lane, out var at) && at <= now)
            {
                _waiting.Dequeue();
                lane.Tick();
            }
        }
        finally
        {
            // Also when a tick fails: the other lanes wait for theirs.
            Arm();
        }
    }

    /// <summary>A lane is empty and will not come back.</summary>
    public void Remove(Lane lane)
    {
        if (lane.IsScheduled) _waiting.Remove(lane, out _, out _);
    }

    public void Dispose() => _timer?.Dispose();

    private void Arm()
    {
        if (!_waiting.TryPeek(out _, out var at) || at >= _timerAt) return;
        _timerAt = at;
        _timer ??= _shard.Clock.CreateTimer(static state => ((LaneSchedule)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Timers count in milliseconds: rounded up, or it would ring too early and have to be set again.
        var wait = _shard.Clock.GetElapsedTime(_shard.Clock.GetTimestamp(), at);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        if (Interlocked.Exchange(ref _flag, 1) == 0) _shard.Post(this);
    }
}
