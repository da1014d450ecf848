using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Presence;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Presence.Support;

/// <summary>One topic with presence on shards that the test turns, with a clock that stands still.</summary>
internal sealed class Room : IDisposable
{
    public static readonly TopicName Topic = TopicName.Parse("room:a");

    private static readonly JsonEventEncoder Json = new();
    private static readonly MessagePackEventEncoder MessagePack = new();

    private readonly RecordedLog _logs = new();
    private readonly Shard[] _shards;
    private readonly TopicLog _log;
    private readonly TimeSpan _interval;
    private int _followers;

    public Room(Action<PresenceOptions>? configure = null, int shards = 1, IPresenceBus? bus = null)
    {
        var options = Given.Options(all => all.Namespaces["room"] = new NamespaceOptions { Presence = { Enabled = true, Events = true } });
        var settings = options.Value.Namespaces["room"];
        configure?.Invoke(settings.Presence);
        _interval = settings.Presence.Interval;
        Service = new PresenceService(new NamespaceTable(options), Counted.Metrics, Clock, bus);
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new Shard(options.Value, Counted.Metrics, Clock, _logs.For<Shard>(), Service))];
        _log = Given.Log(Clock, settings, Topic.Value);
    }

    public FakeTimeProvider Clock { get; } = new();

    public Counters Counted { get; } = new();

    public PresenceService Service { get; }

    /// <summary>Who is there, as whoever asks is told.</summary>
    public PresenceView View => Assert.IsType<PresenceOutcome.Known>(Service.Ask(Topic)).View;

    /// <summary>Connects a client, each on the next shard.</summary>
    public Follower Connect(string? id = null, string? user = null, string? info = null, string protocol = "json")
    {
        var follower = new Follower { Id = id ?? $"c{_followers}", User = user, Info = info, Protocol = protocol };
        follower.Subscriber = new Subscriber(follower, _shards[_followers++ % _shards.Length], protocol == "json" ? Json : MessagePack);
        return follower;
    }

    /// <summary>Connects a client that follows the topic.</summary>
    public Follower Join(string? id = null, string? user = null, string? info = null, string protocol = "json") => Follow(Connect(id, user, info, protocol));

    /// <summary>Follows the topic, as a call of Subscribe does.</summary>
    public Follower Follow(Follower follower, bool mayKnow = true, bool byServer = false)
    {
        var subscription = Begin(follower, byServer);
        subscription.HearsNotices = mayKnow;
        subscription.Activate();
        Turn();
        return follower;
    }

    /// <summary>Follows the topic, and has not been told so yet.</summary>
    public Subscription Begin(Follower follower, bool byServer = false)
    {
        var asked = FanOutService.SubscribeAsync(follower.Subscriber, _log, new SubscribeRequest { Topic = Topic.Value }, byServer);
        Turn();
        follower.IsFollowing = true;
        return Assert.IsType<SubscribeOutcome.Done>(asked.Result).Subscription;
    }

    public void Leave(Follower follower)
    {
        _ = FanOutService.UnsubscribeAsync(follower.Subscriber, Topic);
        Turn();
        follower.IsFollowing = false;
    }

    public void Disconnect(Follower follower)
    {
        FanOutService.Detach(follower.Subscriber);
        Turn();
        follower.IsFollowing = false;
    }

    public void Publish() => _log.AppendNumbers(1, first: (int)_log.Head + 1);

    /// <summary>Lets the followers learn what has changed.</summary>
    public void PassInterval()
    {
        Clock.Advance(_interval);
        Turn();
    }

    /// <summary>Lets the shards look at everything that waits.</summary>
    public void Turn()
    {
        while (_shards.Any(shard => shard.RunNext()))
        {
        }
    }

    public void Dispose()
    {
        Service.Dispose();
        Counted.Dispose();
        Assert.DoesNotContain(_logs.Entries, entry => entry.Level >= LogLevel.Error);
    }
}
