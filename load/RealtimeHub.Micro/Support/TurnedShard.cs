using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Topics;

namespace RealtimeHub.Micro.Support;

/// <summary>A shard whose loop is turned by the benchmark instead of a thread: what it does belongs to who asked for it.</summary>
internal sealed class TurnedShard
{
    private static readonly TimeSpan LookAroundEvery = TimeSpan.FromSeconds(1);

    private readonly List<Subscription> _subscriptions = [];
    private readonly Shard _shard;
    private readonly TopicLog _log;
    private readonly ITimer _watchdog;

    public TurnedShard(TopicLog log, TimeProvider clock)
    {
        _log = log;
        _shard = new Shard(new RealtimeHubOptions(), Given.Metrics, clock, NullLogger.Instance);
        _watchdog = clock.CreateTimer(_ => _shard.Watchdog.Tick(), null, LookAroundEvery, LookAroundEvery);
    }

    /// <summary>Subscribes as a client does, and tells it so.</summary>
    public void Subscribe(IClientConnection connection, SubscribeRequest request)
    {
        var subscriber = new Subscriber(connection, _shard, Given.Encoder(connection.Protocol));
        var asked = FanOutService.SubscribeAsync(subscriber, _log, request);
        Turn();
        var subscription = ((SubscribeOutcome.Done)asked.Result).Subscription;
        subscription.Activate();
        Turn();
        _subscriptions.Add(subscription);
    }

    /// <summary>Lets the shard look at everything that waits.</summary>
    public void Turn()
    {
        while (_shard.RunNext())
        {
        }
    }

    /// <summary>Makes sure that the benchmark has measured what it says: everybody got everything.</summary>
    public void Finish()
    {
        _watchdog.Dispose();
        if (_log.Head == 0 || _subscriptions.Exists(subscription => subscription.Cursor != _log.Head))
        {
            throw new InvalidOperationException("Not every subscriber got every event.");
        }
    }
}
