using CsCheck;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Limits;
using Xunit;

namespace RealtimeHub.Tests.Limits;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_burst_is_allowed_at_once_and_nothing_beyond_it()
    {
        var (limit, bucket) = (Limit(10, 5), 0L);

        for (var i = 0; i < 5; i++) Assert.Equal(0, limit.Take(ref bucket, _clock.GetTimestamp()));
        Assert.True(limit.Take(ref bucket, _clock.GetTimestamp()) > 0);
    }

    [Fact]
    public void After_the_time_that_is_told_it_is_allowed_and_not_a_tick_before()
    {
        var (limit, bucket, now) = (Limit(3, 2), 0L, _clock.GetTimestamp());
        limit.Take(ref bucket, now, 2);
        var wait = limit.Take(ref bucket, now);

        Assert.Equal(1, limit.Take(ref bucket, now + wait - 1));
        Assert.Equal(0, limit.Take(ref bucket, now + wait));
    }

    [Fact]
    public void A_refusal_takes_nothing()
    {
        var (limit, bucket, now) = (Limit(1, 1), 0L, _clock.GetTimestamp());
        limit.Take(ref bucket, now);
        var first = limit.Take(ref bucket, now);
        for (var i = 0; i < 1_000; i++) limit.Take(ref bucket, now);

        Assert.Equal(first, limit.Take(ref bucket, now));
    }

    [Fact]
    public void More_than_a_burst_at_once_needs_a_full_bucket_and_is_paid_for_afterwards()
    {
        var (limit, bucket, now, second) = (Limit(1, 3), 0L, _clock.GetTimestamp(), _clock.TimestampFrequency);

        Assert.Equal(0, limit.Take(ref bucket, now, 1_000));
        Assert.Equal(998 * second, limit.Take(ref bucket, now));
        Assert.Equal(2 * second, limit.Take(ref bucket, now + (998 * second), 1_000));
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        var (limit, bucket, now) = (Limit(1, 1), 0L, _clock.GetTimestamp());
        for (var i = 0; i < 3; i++) Assert.Equal(0, limit.Peek(ref bucket, now));
        limit.Take(ref bucket, now);

        Assert.Equal(limit.Take(ref bucket, now), limit.Peek(ref bucket, now));
    }

    /// <summary>What was allowed between any two moments is never more than a burst and what the time in between gives.</summary>
    [Fact]
    public void No_window_has_more_than_its_burst_and_rate() =>
        Gen.Select(Gen.Double[0.1, 1_000], Gen.Int[1, 50], Gen.Int[0, 2_000_000].Array[1, 200]).Sample(
            (rate, burst, pauses) =>
            {
                var (limit, bucket, now) = (Limit(rate, burst), 0L, 1L);
                List<long> taken = [];
                foreach (var pause in pauses)
                {
                    now += pause;
                    if (limit.Take(ref bucket, now) == 0) taken.Add(now);
                }

                var each = Math.Max(1, (long)(_clock.TimestampFrequency / rate));
                for (var from = 0; from < taken.Count; from++)
                {
                    var to = taken.Count - 1;
                    Assert.True(to - from + 1 <= burst + ((taken[to] - taken[from]) / each), $"{to - from + 1} in {taken[to] - taken[from]} ticks");
                }
            },
            iter: Campaign.Size(2_000, whenLong: 1_000_000));

    [Fact]
    public async Task Many_threads_together_get_no_more_than_one_would()
    {
        var (limit, now, allowed) = (Limit(1, 10_000), _clock.GetTimestamp(), 0);
        var bucket = new long[1];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                if (limit.Take(ref bucket[0], now) == 0) Interlocked.Increment(ref allowed);
            }
        })));

        Assert.Equal(10_000, allowed);
    }

    private TokenBucket Limit(double perSecond, int burst) => new("test", new RateLimit(perSecond, burst), _clock, isDryRun: false);
}
