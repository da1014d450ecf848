namespace RealtimeHub.FanOut;

/// <summary>
/// The subscribers of one topic that have the same pace, in a dense array. They are delivered to together, up to the same
/// offset, and so share their slices: a tick costs one encoding, however many they are.
/// </summary>
internal sealed class Lane
{
    private readonly List<Subscription> _subscriptions = [];
    private readonly long _interval;
    private readonly long _longestRest;

    /// <param name="topic">The topic.</param>
    /// <param name="pace">What its subscribers have in common.</param>
    /// <param name="notBefore">The timestamp of the clock before which it does not tick, when its first subscriber comes from another lane.</param>
    public Lane(ShardTopic topic, Pace pace, long notBefore)
    {
        Topic = topic;
        Pace = pace;
        _interval = (long)(pace.Interval.TotalSeconds * topic.Shard.Clock.TimestampFrequency);
        _longestRest = (long)(topic.Shard.LongestRest.TotalSeconds * topic.Shard.Clock.TimestampFrequency);
        MayTickAt = IsDirect ? long.MinValue : notBefore;
    }

    public ShardTopic Topic { get; }

    public Pace Pace { get; }

    /// <summary>Whether events are delivered as they come.</summary>
    public bool IsDirect => _interval == 0;

    public bool IsEmpty => _subscriptions.Count == 0;

    /// <summary>The timestamp of the clock from which it may tick again.</summary>
    public long MayTickAt { get; private set; }

    /// <summary>Whether the shard's schedule will call <see cref="Tick"/>.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>There is something to deliver: at once when the last delivery is long enough ago, else when it is.</summary>
    public void Advance()
    {
        if (IsScheduled) return;
        if (Topic.Shard.Clock.GetTimestamp() >= MayTickAt) Tick();
        else Topic.Shard.Schedule.Add(this, MayTickAt);
    }

    /// <summary>Delivers what has come since the last tick.</summary>
    public void Tick()
    {
        IsScheduled = false;
        if (IsEmpty) return;
        var begun = Topic.Shard.Clock.GetTimestamp();
        MayTickAt = begun + _interval;
        Deliver(Topic.Log.Head);
        if (IsDirect) Rest(begun);
    }

    /// <summary>
    /// A lane that has taken a while rests several times as long: events that come meanwhile go out together, in one write for each subscriber.
    /// An event after a pause still goes at once, and so does one of a topic with few subscribers: its lane takes no time worth a rest.
    /// </summary>
    private void Rest(long begun)
    {
        const int TimesAsLong = 8;
        var ended = Topic.Shard.Clock.GetTimestamp();
        var rest = Math.Min(TimesAsLong * (ended - begun), _longestRest);
        if (rest >= Topic.Shard.Clock.TimestampFrequency / 1_000) MayTickAt = ended + rest;
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

    /// <summary>The topic's log has ended.</summary>
    public void End()
    {
        foreach (var subscription in _subscriptions) subscription.End();
    }

    /// <summary>Gives all of them what is said beside the events.</summary>
    public void Give(TopicAudience audience)
    {
        for (var i = 0; i < _subscriptions.Count; i++) audience.Give(_subscriptions[i]);
    }

    private void Deliver(long upTo)
    {
        for (var i = 0; i < _subscriptions.Count; i++)
        {
            var subscription = _subscriptions[i];
            subscription.Due = upTo;

            // One that ends leaves the array: it does so when it has its own turn.
            if (!subscription.IsBehind || subscription.IsOver) continue;
            if (subscription.Subscriber.CanTake) subscription.DeliverNext();
            if (!subscription.IsBehind) continue;

            // There is more than one slice, or its write is pending: it goes on by itself, while the others are served.
            if (subscription.Subscriber.CanTake) subscription.Subscriber.TakeAnotherTurn();
            else subscription.FallBehind();
        }
    }
}
