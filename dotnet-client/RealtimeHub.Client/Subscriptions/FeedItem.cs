using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>What a subscription's queue holds, in the order in which the loop sees it.</summary>
internal abstract record FeedItem
{
    private FeedItem()
    {
    }

    /// <summary>When it arrived, as <see cref="ServerClock.Timestamp"/>.</summary>
    public long ArrivedAt { get; init; }

    /// <summary>An event. All subscriptions of a topic share the same object.</summary>
    public sealed record Event(string Epoch, EventMessage Message) : FeedItem;

    /// <summary>A loss; what comes next lies after <paramref name="Position"/>.</summary>
    public sealed record Loss(StreamPosition Position, Missed Missed) : FeedItem;

    /// <summary>The server accepted the subscription; what comes next lies after <paramref name="Position"/>.</summary>
    public sealed record Accepted(Subscribed Subscribed, StreamPosition Position) : FeedItem;
}
