using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Hubs;

/// <summary>The reply of a subscribe that waits to be written; only then may events follow.</summary>
internal sealed class PendingReply : IFlushObserver
{
    private readonly Subscription _subscription;

    public PendingReply(SubscribeReply reply, Subscription subscription) => (Reply, _subscription) = (reply, subscription);

    public SubscribeReply Reply { get; }

    /// <summary>Called when the reply is on its way, and events written from now on come after it.</summary>
    public void Flushed() => _subscription.Activate();
}
