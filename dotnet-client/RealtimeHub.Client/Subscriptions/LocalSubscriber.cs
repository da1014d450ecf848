namespace RealtimeHub.Client.Subscriptions;

/// <summary>The part of a subscription that the connection knows: a queue, its wishes, and where it stands.</summary>
internal sealed class LocalSubscriber
{
    private volatile SubscriptionState _state;

    public LocalSubscriber(string topic, SubscribeOptions options, int capacity)
    {
        (Topic, Options) = (topic, options);
        Queue = new EventQueue(capacity);
    }

    public string Topic { get; }

    public SubscribeOptions Options { get; }

    public EventQueue Queue { get; }

    public PresenceCell Presence { get; } = new();

    public SubscriptionState State => _state;

    /// <summary>Called by the feed alone, which holds its lock.</summary>
    public void MoveTo(SubscriptionState state) => _state = state;

    public void End(Exception? error)
    {
        _state = SubscriptionState.Closed;
        Queue.Complete(error);
        Presence.End(error);
    }
}
