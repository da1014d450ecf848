using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Limits;

/// <summary>
/// A rate with a burst, for buckets that are one number each: the moment at which the bucket would be full again. The generic cell rate
/// algorithm (ITU-T I.371): nothing refills a bucket, and no lock guards it.
/// </summary>
internal sealed class TokenBucket
{
    private readonly long _each;
    private readonly long _all;
    private readonly LogThrottle _throttle;

    /// <param name="name">What the limit is called in metrics and logs, such as <c>connection.publish</c>.</param>
    /// <param name="limit">The rate; not <c>off</c>.</param>
    /// <param name="clock">What time is measured by.</param>
    /// <param name="isDryRun">Whether what goes beyond is only counted, whatever the limit says.</param>
    public TokenBucket(string name, RateLimit limit, TimeProvider clock, bool isDryRun)
    {
        (Name, Limit, IsDryRun) = (name, limit, isDryRun || limit.IsDryRun);
        _throttle = new LogThrottle(clock);
        _each = Math.Max(1, (long)(clock.TimestampFrequency / limit.PerSecond));
        _all = _each * limit.Burst;
    }

    public string Name { get; }

    public bool IsDryRun { get; }

    public RateLimit Limit { get; }

    /// <summary>How long it takes until a whole burst is there again.</summary>
    public TimeSpan RefillTime => TimeSpan.FromSeconds(Limit.Burst / Limit.PerSecond);

    /// <summary>Whether it is time again to log that it was reached.</summary>
    public bool MayLog() => _throttle.MayLog();

    /// <summary>Takes from a bucket. May be called on any thread.</summary>
    /// <param name="bucket">The bucket; 0 is full.</param>
    /// <param name="now">The timestamp of the clock.</param>
    /// <param name="count">How much is taken. More than a whole burst needs a full bucket, and is paid for afterwards.</param>
    /// <returns>0 when it was taken; otherwise how many ticks later it could be.</returns>
    public long Take(ref long bucket, long now, int count = 1)
    {
        var cost = count * _each;
        while (true)
        {
            var old = Volatile.Read(ref bucket);
            var begin = Math.Max(old, now);
            var wait = begin + Math.Min(cost, _all) - _all - now;
            if (wait > 0) return wait;
            if (Interlocked.CompareExchange(ref bucket, begin + cost, old) == old) return 0;
        }
    }

    /// <summary>How many ticks later one could be taken; 0 is now.</summary>
    public long Peek(ref long bucket, long now) => Math.Max(0, Math.Max(Volatile.Read(ref bucket), now) + _each - _all - now);
}
