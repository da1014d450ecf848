using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>A subscribe call on its way through the shard's loop.</summary>
internal sealed class SubscribeWork : IShardWork
{
    private readonly Subscriber _subscriber;
    private readonly TopicLog _log;
    private readonly SubscribeRequest _request;
    private readonly bool _byServer;
    private readonly TaskCompletionSource<SubscribeOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="subscriber">The connection.</param>
    /// <param name="log">The topic.</param>
    /// <param name="request">Where it begins, and at what pace.</param>
    /// <param name="byServer">Whether the client has not asked for it.</param>
    public SubscribeWork(Subscriber subscriber, TopicLog log, SubscribeRequest request, bool byServer = false) =>
        (_subscriber, _log, _request, _byServer) = (subscriber, log, request, byServer);

    public Task<SubscribeOutcome> Outcome => _outcome.Task;

    public void Run() => _outcome.SetResult(Subscribe());

    private SubscribeOutcome Subscribe()
    {
        var shard = _subscriber.Shard;
        var name = _log.Name.Value;
        if (_subscriber.IsClosed) return new SubscribeOutcome.Refused(ErrorCode.Internal, "the connection is closed");
        var own = _subscriber.Find(name);
        if (own is not null && (_byServer || !own.IsByServer)) return new SubscribeOutcome.Refused(ErrorCode.AlreadySubscribed, $"already subscribed to {name}");
        if (own is null && _subscriber.SubscriptionCount >= shard.MaxSubscriptions)
        {
            return new SubscribeOutcome.Refused(ErrorCode.SubscriptionLimit, $"a connection may follow {shard.MaxSubscriptions} topics");
        }

        // Listening comes before looking: an event that is appended in between raises the flag.
        if (shard.Follow(_log) is not { } topic) return new SubscribeOutcome.Retired();
        var window = _log.Window();
        var start = StartingPoint.Decide(window, _log.Epoch, _request.Since, _request.Tail ?? _log.Settings.Tail);
        if (start.Reason is { } reason) shard.CountUnrecovered(name, reason);
        var (pace, rate) = Pace.For(_log.Settings, _request.MaxRate, _request.Conflate is true);
        var subscription = new Subscription(_subscriber, topic.LaneOf(pace), start.Cursor, window.Head) { IsByServer = _byServer };
        topic.Add(subscription);

        // Only now: a topic that nobody of the shard follows is let go.
        if (own is not null) _subscriber.Remove(own);
        _subscriber.Add(subscription);
        if (own is null)
        {
            shard.CountSubscriptions(+1);
            topic.Audience?.Joined(_subscriber);
        }

        return new SubscribeOutcome.Done(subscription, new SubscribeReply
        {
            Topic = name, Epoch = _log.Epoch, Offset = window.Head, Recovered = start.Recovered, Reason = start.Reason, MaxRate = rate,
            From = start.Recovered || start.Cursor >= window.Head ? null : start.Cursor,
        });
    }
}

/// <summary>What became of a subscribe call.</summary>
internal abstract record SubscribeOutcome
{
    private SubscribeOutcome()
    {
    }

    /// <summary>Subscribed. Nothing is delivered until <see cref="Subscription.Activate"/> is called, after the reply was written.</summary>
    public sealed record Done(Subscription Subscription, SubscribeReply Reply) : SubscribeOutcome;

    public sealed record Refused(ErrorCode Code, string Reason) : SubscribeOutcome;

    /// <summary>The log ended just now: look the topic up again.</summary>
    public sealed record Retired : SubscribeOutcome;
}
