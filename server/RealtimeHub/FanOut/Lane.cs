namespace RealtimeHub.FanOut;

/// <summary>
/// The subscribers of one topic that have the same pace, in a dense array. They are delivered to together, up to the same
/// offset, and so share their slices: a tick costs one encoding, however many they are.
/// </summary>
internal sealed class Lane
{
    private readonly List<Subscription> _subscriptions = [];
    private readonly long _interval;
    private long _mayTickAt;

    public Lane(ShardTopic topic, Pace pace)
    {
        Topic = topic;
        Pace = pace;
        _interval = (long)(pace.Interval.TotalSeconds * topic.Shard.Clock.TimestampFrequency);
        _mayTickAt = long.MinValue;
    }

    public ShardTopic Topic { get; }

    public Pace Pace { get; }

    /// <summary>Whether events are delivered as they come.</summary>
    public bool IsDirect => _interval == 0;

    public bool IsEmpty => _subscriptions.Count == 0;

    /// <summary>Whether the shard's schedule will call <see cref="Tick"/>.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>There is something to deliver: at once when the last delivery is long enough ago, else when it is.</summary>
    public void Advance()
    {
        if (IsDirect)
        {
            Deliver(Topic.Log.Head);
        }
        else if (!IsScheduled)
        {
            if (Topic.Shard.Clock.GetTimestamp() >= _mayTickAt) Tick();
            else Topic.Shard.Schedule.Add(this, _mayTickAt);
        }
    }

    /// <summary>Delivers what has come since the last tick.</summary>
    public void Tick()
    {
        IsScheduled = false;
        if (IsEmpty) return;
        _mayTickAt = Topic.Shard.Clock.GetTimestamp() + _interval;
        Deliver(Topic.Log.Head);
    }

    public void Add(Subscription subscription)
    {
        subscription.Index = _subscriptions.Count;
        _subscriptions.Add(subscription);
    }

    /// <summary>Takes one out; the last of the array fills its place.</summary>
    public void Remove(Subscription subscription)
    {
        var last = _subscriptions[^1];
        _subscriptions[subscription.Index] = last;
        last.Index = subscription.Index;
        _subscriptions.RemoveAt(_subscriptions.Count - 1);
        subscription.Index = -1;
    }

    private void Deliver(long upTo)
    {
        for (var i = 0; i < _subscriptions.Count; i++)
        {
            var subscription = _subscriptions[i];
            subscription.Due = upTo;
            if (!subscription.IsBehind) continue;
            if (subscription.Subscriber.CanTake) subscription.DeliverNext();
            if (!subscription.IsBehind) continue;

            // It could not take all of it: it goes on by itself, while the others are served.
            subscription.FallBehind();
            if (subscription.Subscriber.CanTake) subscription.Subscriber.TakeAnotherTurn();
        }
    }
}
