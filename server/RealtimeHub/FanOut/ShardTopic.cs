using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>A topic as one shard sees it: the lanes with its subscriptions, and a flag that says "it advanced".</summary>
internal sealed class ShardTopic : ITopicListener, IShardWork
{
    // Few: one for each pace that somebody wants.
    private readonly List<Lane> _lanes = [];
    private int _subscribers;
    private int _flag;
    private volatile bool _hasEnded;

    public ShardTopic(Shard shard, TopicLog log)
    {
        Shard = shard;
        Log = log;
        Slices = new TopicSlices(log, shard.Tools);
        Behind = new BehindRule(log, shard.Clock, shard.Tools.MaxBytes);
    }

    public Shard Shard { get; }

    public TopicLog Log { get; }

    public TopicSlices Slices { get; }

    public BehindRule Behind { get; }

    /// <summary>Whether its log has ended: nobody joins any more.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Who wants to know its followers; null when nobody does.</summary>
    public TopicAudience? Audience { get; set; }

    public int SubscriberCount => Volatile.Read(ref _subscribers);

    /// <summary>Called by publishers. A flag that is up already costs nothing: a fast publisher grows no queue here.</summary>
    public void TopicAdvanced()
    {
        if (Interlocked.Exchange(ref _flag, 1) == 0) Shard.Post(this);
    }

    public void TopicEnded()
    {
        _hasEnded = true;
        TopicAdvanced();
    }

    public void Run()
    {
        // Down before the head is read: an event that comes after that raises it again.
        Interlocked.Exchange(ref _flag, 0);
        if (_hasEnded) EndAll();
        for (var i = 0; i < _lanes.Count; i++) _lanes[i].Advance();
    }

    /// <summary>The lane of a pace, made when it is the first of it.</summary>
    public Lane LaneOf(Pace pace, long notBefore = long.MinValue)
    {
        if (_lanes.Find(lane => lane.Pace == pace) is { } known) return known;
        var made = new Lane(this, pace, notBefore);
        _lanes.Add(made);
        return made;
    }

    /// <summary>Says something to all followers.</summary>
    public void Announce(INotice notice)
    {
        if (Audience is not { } audience) return;
        audience.Take(notice);
        for (var i = 0; i < _lanes.Count; i++) _lanes[i].Give(audience);
    }

    public void Add(Subscription subscription)
    {
        subscription.Lane.Add(subscription);
        _subscribers++;
    }

    /// <summary>Takes a subscription to the lane of another pace.</summary>
    public void Move(Subscription subscription, Pace pace)
    {
        if (subscription.Lane.Pace == pace) return;
        var left = subscription.Lane;
        Leave(subscription);

        // A change of lane is no way around the rate.
        subscription.Lane = LaneOf(pace, left.IsDirect ? long.MinValue : left.MayTickAt);
        subscription.Lane.Add(subscription);
    }

    public void Remove(Subscription subscription)
    {
        Leave(subscription);
        _subscribers--;
        if (_subscribers > 0) return;
        Slices.Clear();
        Shard.Forget(this);
    }

    /// <summary>Each ends by itself, as soon as its connection can be told. Who comes later finds the topic's next log.</summary>
    private void EndAll()
    {
        foreach (var lane in _lanes) lane.End();
    }

    private void Leave(Subscription subscription)
    {
        subscription.Lane.Remove(subscription);
        if (!subscription.Lane.IsEmpty) return;
        _lanes.Remove(subscription.Lane);
        Shard.Schedule.Remove(subscription.Lane);
    }
}
