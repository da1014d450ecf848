namespace RealtimeHub.FanOut;

/// <summary>One connection's interest in one topic. Touched only by the shard's loop, except for <see cref="Activate"/>.</summary>
internal sealed class Subscription : IShardWork
{
    public Subscription(Subscriber subscriber, ShardTopic topic, long cursor)
    {
        Subscriber = subscriber;
        Topic = topic;
        Cursor = cursor;
    }

    public Subscriber Subscriber { get; }

    public ShardTopic Topic { get; }

    /// <summary>The last offset that was handed to the connection, or announced to it as missing.</summary>
    public long Cursor { get; set; }

    /// <summary>The place in the topic's array of subscriptions; -1 once it is removed.</summary>
    public int Index { get; set; }

    /// <summary>Whether the client has been told that it is subscribed. Nothing is delivered before.</summary>
    public bool IsActive { get; private set; }

    public bool IsBehind => IsActive && Cursor < Topic.Log.Head;

    /// <summary>The reply has been written: events may follow. May be called on any thread.</summary>
    public void Activate() => Topic.Shard.Post(this);

    public void Run()
    {
        if (Index < 0) return;
        IsActive = true;
        Subscriber.CatchUp();
    }
}
