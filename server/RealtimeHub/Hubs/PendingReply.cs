using RealtimeHub.Contracts;
using RealtimeHub.FanOut;

namespace RealtimeHub.Hubs;

/// <summary>The reply of a subscribe that waits to be written; only then may events follow.</summary>
internal sealed class PendingReply
{
    private readonly Subscription _subscription;

    public PendingReply(SubscribeReply reply, Subscription subscription) => (Reply, _subscription) = (reply, subscription);

    public SubscribeReply Reply { get; }

    /// <summary>Called when the reply is on its way.</summary>
    public void Written() => _subscription.Activate();
}
