using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>A topic as one shard sees it: a dense array of the shard's subscriptions, and a flag that says "it advanced".</summary>
internal sealed class ShardTopic : ITopicListener, IShardWork
{
    private readonly SliceBuilder _slices;
    private readonly List<Subscription> _subscriptions = [];
    private int _flag;

    public ShardTopic(Shard shard, TopicLog log, SliceBuilder slices) => (Shard, Log, _slices) = (shard, log, slices);

    public Shard Shard { get; }

    public TopicLog Log { get; }

    public int SubscriberCount => _subscriptions.Count;

    /// <summary>Called by publishers. A flag that is up already costs nothing: a fast publisher grows no queue here.</summary>
    public void TopicAdvanced()
    {
        if (Interlocked.Exchange(ref _flag, 1) == 0) Shard.Post(this);
    }

    public void Run()
    {
        // Down before the head is read: an event that comes after that raises it again.
        Interlocked.Exchange(ref _flag, 0);
        for (var i = 0; i < _subscriptions.Count; i++)
        {
            var subscription = _subscriptions[i];
            if (subscription.Subscriber.IsWritePending || !subscription.IsBehind) continue;
            DeliverSlice(subscription);
            if (subscription.IsBehind && !subscription.Subscriber.IsWritePending) subscription.Subscriber.TakeAnotherTurn();
        }
    }

    /// <summary>Hands the next slice to a subscription that lies behind.</summary>
    public void DeliverSlice(Subscription subscription)
    {
        var slice = _slices.From(subscription.Cursor, subscription.Subscriber.Encoder);
        subscription.Cursor = slice.To;
        subscription.Subscriber.Write(slice);
    }

    /// <summary>Called once a second.</summary>
    public void ForgetSlicesWhenIdle() => _slices.ForgetWhenIdle();

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
        if (_subscriptions.Count == 0) Shard.Forget(this);
    }
}
