using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.Micro.Support;
using RealtimeHub.Topics;

namespace RealtimeHub.Micro;

/// <summary>What does a tick of subscribers cost who want the newest event of each key ten times a second?</summary>
/// <remarks>Times and bytes of the 5,000 are those of one of them; of the only one they are those of the whole tick.</remarks>
public class LaneTick
{
    private const int Many = 5_000;
    private const int Keys = 5;
    private const int EventsPerKey = 4;

    private static readonly SubscribeRequest TenASecond = new() { MaxRate = 10, Conflate = true };
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly NewEvent[] _added = [.. Enumerable.Range(0, Keys).Select(key => Given.Event($"key {key}"))];
    private FakeTimeProvider _clock = null!;
    private TopicLog _log = null!;
    private TurnedShard _shard = null!;

    [GlobalSetup(Target = nameof(A_tick_brings_5_keys_of_20_events_to_its_only_subscriber))]
    public void One() => Subscribe(1);

    [GlobalSetup(Target = nameof(A_tick_brings_5_keys_of_20_events_to_5_000_subscribers))]
    public void All() => Subscribe(Many);

    [Benchmark]
    public void A_tick_brings_5_keys_of_20_events_to_its_only_subscriber() => Tick();

    [Benchmark(OperationsPerInvoke = Many)]
    public void A_tick_brings_5_keys_of_20_events_to_5_000_subscribers() => Tick();

    [GlobalCleanup]
    public void Finish() => _shard.Finish();

    private void Subscribe(int count)
    {
        _clock = new FakeTimeProvider();
        _log = Given.Log(_clock);
        _shard = new TurnedShard(_log, _clock);
        for (var i = 0; i < count; i++) _shard.Subscribe(new SwallowingConnection("json"), TenASecond);

        // The first events after a pause are delivered at once; the next ones wait for the tick.
        Publish();
    }

    /// <summary>The events of one interval, and its end.</summary>
    private void Tick()
    {
        Publish();
        _clock.Advance(Interval);
        _shard.Turn();
    }

    private void Publish()
    {
        for (var i = 0; i < EventsPerKey * Keys; i++) _log.TryAppend(_added[i % Keys], out _);
        _shard.Turn();
    }
}
