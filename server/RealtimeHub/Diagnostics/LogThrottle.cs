namespace RealtimeHub.Diagnostics;

/// <summary>Lets a message that anybody outside can cause into the log once in ten seconds. The counters count every time.</summary>
internal sealed class LogThrottle
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _clock;
    private long _next;

    public LogThrottle(TimeProvider clock)
    {
        _clock = clock;
        _next = clock.GetTimestamp();
    }

    public bool MayLog()
    {
        var now = _clock.GetTimestamp();
        var next = Volatile.Read(ref _next);
        return now >= next
            && Interlocked.CompareExchange(ref _next, now + (long)(Interval.TotalSeconds * _clock.TimestampFrequency), next) == next;
    }
}
