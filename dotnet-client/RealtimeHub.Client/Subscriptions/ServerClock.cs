namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// What time it is at the server, from its answers to Time. The answer with the shortest round trip knows best: it is wrong by half of
/// that at most. Measured against a clock that nobody sets. Safe for several threads.
/// </summary>
internal sealed class ServerClock
{
    /// <summary>At one sample every 10 s, the last 80 s: a clock that drifts is followed, and one slow answer does not count.</summary>
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Queue<Sample> _samples = new();

    public ServerClock(TimeProvider clock) => _clock = clock;

    /// <summary>A place on the clock that nobody sets.</summary>
    public long Timestamp => _clock.GetTimestamp();

    public TimeSpan ElapsedSince(long timestamp) => _clock.GetElapsedTime(timestamp);

    /// <param name="askedAt">When the server was asked, as <see cref="Timestamp"/>; the answer has just come.</param>
    /// <param name="serverTime">The answer, in milliseconds since 1970.</param>
    public void Take(long askedAt, double serverTime)
    {
        var roundTrip = ElapsedSince(askedAt);
        lock (_gate)
        {
            _samples.Enqueue(new Sample(askedAt, roundTrip, serverTime));
            if (_samples.Count > Kept)
            {
                _samples.Dequeue();
            }
        }
    }

    /// <summary>How long ago the server's clock showed this time, in milliseconds since 1970.</summary>
    /// <returns><see langword="null"/> before the server's first answer; never less than zero.</returns>
    public TimeSpan? Since(long serverTime)
    {
        lock (_gate)
        {
            if (_samples.MinBy(sample => sample.RoundTrip) is not { } best)
            {
                return null;
            }

            var now = best.ServerTime + (ElapsedSince(best.AskedAt) - (best.RoundTrip / 2)).TotalMilliseconds;
            return TimeSpan.FromMilliseconds(Math.Max(0, now - serverTime));
        }
    }

    /// <summary>Another connection may lead to another server.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _samples.Clear();
        }
    }

    private sealed record Sample(long AskedAt, TimeSpan RoundTrip, double ServerTime);
}
