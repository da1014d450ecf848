using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Presence;
using RealtimeHub.Tests.Presence.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Presence;

/// <summary>Shards on threads of their own that begin and stop to follow one topic at the same time.</summary>
public sealed class PresenceConcurrencyTests : IDisposable
{
    private const int Shards = 4;
    private const int Rounds = 2_000;

    private readonly RealtimeHubOptions _options = Given.Options(all => all.Namespaces["room"] = new() { Presence = { Enabled = true, Events = true } }).Value;
    private readonly Counters _counted = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly PresenceService _service;

    public PresenceConcurrencyTests() => _service = new(new NamespaceTable(Given.Options(all => all.Namespaces = _options.Namespaces)), _counted.Metrics, TimeProvider.System);

    [Fact]
    public async Task Nobody_is_left_or_lost_when_a_topic_begins_and_ends_all_the_time()
    {
        await Task.WhenAll(Enumerable.Range(0, Shards).Select(number => Task.Run(() => ComeAndGo(number))));

        Assert.Empty(_faults);
        Assert.Equal((0, 0L), (_service.Topics, _counted["presence.members"]));
    }

    public void Dispose()
    {
        _service.Dispose();
        _counted.Dispose();
    }

    private void ComeAndGo(int number)
    {
        var shard = new Shard(_options, _counted.Metrics, TimeProvider.System, NullLogger.Instance, _service);
        var log = Given.Log(TimeProvider.System, _options.Namespaces["room"], Room.Topic.Value);
        var encoder = new JsonEventEncoder();
        for (var round = 0; round < Rounds; round++)
        {
            var subscriber = new Subscriber(new Follower { Id = $"{number}-{round}" }, shard, encoder);
            _ = FanOutService.SubscribeAsync(subscriber, log, new SubscribeRequest());
            Turn(shard);
            Look(subscriber.Connection.Id);
            if (round % 3 == 0) _service.Forget("nobody");
            FanOutService.Detach(subscriber);
            Turn(shard);
        }
    }

    private void Look(string own)
    {
        var view = Assert.IsType<PresenceOutcome.Known>(_service.Ask(Room.Topic)).View;
        if (view.Count > Shards || view.Members!.All(member => member.Id != own)) _faults.Enqueue($"{own} is not among the {view.Count}");
    }

    private static void Turn(Shard shard)
    {
        while (shard.RunNext())
        {
        }
    }
}
