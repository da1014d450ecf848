using RealtimeHub.Contracts;

namespace RealtimeHub.FanOut;

/// <summary>An unsubscribe call on its way through the shard's loop.</summary>
internal sealed class UnsubscribeWork(Subscriber subscriber, string topic) : IShardWork
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public void Run()
    {
        if (subscriber.Find(topic) is { } subscription)
        {
            subscriber.Leave(subscription);
            subscriber.Shard.CountSubscriptions(-1);
        }

        _done.SetResult();
    }
}

/// <summary>The question which topics a connection follows, on its way through the shard's loop.</summary>
internal sealed class ListWork(Subscriber subscriber) : IShardWork
{
    private readonly TaskCompletionSource<IReadOnlyList<TopicName>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<IReadOnlyList<TopicName>> Done => _done.Task;

    public void Run() => _done.SetResult(subscriber.Topics());
}

/// <summary>A change of a subscription's pace on its way through the shard's loop.</summary>
internal sealed class SetRateWork(Subscriber subscriber, string topic, RateRequest request) : IShardWork
{
    private readonly TaskCompletionSource<RateReply?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What holds from now on; null when there is no such subscription.</summary>
    public Task<RateReply?> Done => _done.Task;

    public void Run()
    {
        if (subscriber.Find(topic) is not { } subscription)
        {
            _done.SetResult(null);
            return;
        }

        var (pace, rate) = Pace.For(subscription.Topic.Log.Settings, request.MaxRate, request.Conflate is true);
        subscription.ChangeTo(pace);
        _done.SetResult(new RateReply { MaxRate = rate, Conflate = pace.Conflate });
    }
}

/// <summary>Whether a subscription gets what is said beside the events, on its way through the shard's loop.</summary>
internal sealed class HearWork(Subscriber subscriber, string topic, bool hears) : IShardWork
{
    public void Run()
    {
        if (subscriber.Find(topic) is not { } subscription || subscription.HearsNotices == hears) return;
        (subscription.HearsNotices, subscription.Notice) = (hears, 0);
        subscription.Topic.Audience?.Give(subscription);
    }
}

/// <summary>A connection is new on the shard.</summary>
internal sealed class OpenWork(Subscriber subscriber) : IShardWork
{
    public void Run() => subscriber.Open();
}

/// <summary>The connection is gone, and everything of it leaves the shard.</summary>
internal sealed class CloseWork(Subscriber subscriber) : IShardWork
{
    public void Run() => subscriber.Shard.CountSubscriptions(-subscriber.Close());
}

/// <summary>Something is said to the followers of a topic on one shard.</summary>
internal sealed class AnnounceWork(ShardTopic topic, INotice notice) : IShardWork
{
    public void Run() => topic.Announce(notice);
}

/// <summary>Looks around once a second.</summary>
internal sealed class WatchdogWork(Shard shard) : IShardWork
{
    private int _waiting;

    /// <summary>Called by the timer; at most one look waits in the shard.</summary>
    public void Tick()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0) shard.Post(this);
    }

    public void Run()
    {
        Interlocked.Exchange(ref _waiting, 0);
        shard.LookAround();
    }
}
