namespace RealtimeHub.Presence;

/// <summary>Which topics have something to tell their followers, and when: one timer for all of them.</summary>
internal sealed class PresenceSchedule(TimeProvider clock) : IDisposable
{
    private readonly Lock _gate = new();

    // Guarded by _gate. A topic waits here once: it is bounded by the topics that are followed.
    private readonly PriorityQueue<TopicPresence, long> _waiting = new();
    private ITimer? _timer;
    private long _timerAt = long.MaxValue;
    private bool _isDisposed;

    public void Add(TopicPresence topic, TimeSpan wait)
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _waiting.Enqueue(topic, clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency));
            Arm();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void Ring()
    {
        while (TakeDue() is { } topic) topic.Tell();
    }

    private TopicPresence? TakeDue()
    {
        lock (_gate)
        {
            if (_isDisposed) return null;
            if (_waiting.TryPeek(out var topic, out var at) && at <= clock.GetTimestamp())
            {
                _waiting.Dequeue();
                return topic;
            }

            _timerAt = long.MaxValue;
            Arm();
            return null;
        }
    }

    private void Arm()
    {
        if (!_waiting.TryPeek(out _, out var at) || at >= _timerAt) return;
        _timerAt = at;
        _timer ??= clock.CreateTimer(static state => ((PresenceSchedule)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        // Timers count in milliseconds: rounded up, or it would ring too early and have to be set again.
        var wait = clock.GetElapsedTime(clock.GetTimestamp(), at);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }
}
