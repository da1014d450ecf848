using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Diagnostics;
using RealtimeHub.Limits;

namespace RealtimeHub.Micro;

/// <summary>What does it cost to find out whether a message is within its limits, which every message of a client does?</summary>
public class RateLimits
{
    private readonly HurriedClock _clock = new();
    private TokenBucket _wide = null!;
    private TokenBucket _narrow = null!;
    private ConnectionMeter _meter = null!;
    private long _bucket;
    private long _empty;

    [GlobalSetup]
    public void Begin()
    {
        var wide = new RateLimit(RateLimit.MaxPerSecond, RateLimit.MaxBurst);
        _wide = new TokenBucket("wide", wide, _clock, isDryRun: false);
        _narrow = new TokenBucket("narrow", new RateLimit(0.001, 1), TimeProvider.System, isDryRun: false);
        var options = new RealtimeHubOptions();
        (options.Limits.Connection.Default, options.Limits.Connection.Total, options.Limits.User.Total, options.Limits.Address.Total) = (wide, wide, wide, wide);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var limiter = new Limiter(Options.Create(options), _clock, new RealtimeHubMetrics(meters), NullLogger<Limiter>.Instance);
        _meter = new ConnectionMeter(limiter, new Party(), new Party());
        _narrow.Take(ref _empty, TimeProvider.System.GetTimestamp());
    }

    [Benchmark]
    public long One_bucket_allows() => _wide.Take(ref _bucket, _clock.GetTimestamp());

    [Benchmark]
    public long One_bucket_refuses() => _narrow.Take(ref _empty, TimeProvider.System.GetTimestamp());

    [Benchmark]
    public long All_buckets_of_a_message_allow() => _meter.Take(Command.Default, topic: null);

    /// <summary>Reads the real clock, and lets so much time pass with each look that no bucket is ever empty.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => base.GetTimestamp() + (_ahead += 10_000);
    }
}
