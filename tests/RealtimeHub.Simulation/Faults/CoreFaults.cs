using RealtimeHub.Contracts;
using RealtimeHub.Ingest;

namespace RealtimeHub.Simulation.Faults;

/// <summary>Clients that come back are continued one event too late.</summary>
internal sealed class StartsOneTooFar : Seams
{
    public override SubscribeRequest Asked(SubscribeRequest request) =>
        request.Since is { } since ? request with { Since = since with { Offset = since.Offset + 1 } } : request;
}

/// <summary>Clients that did not ask for it get the newest event of each key.</summary>
internal sealed class ConflatesUnasked : Seams
{
    public override SubscribeRequest Asked(SubscribeRequest request) => request with { Conflate = true };
}

/// <summary>Clients that have lost events are told that they have not.</summary>
internal sealed class LiesAboutRecovery : Seams
{
    public override SubscribeReply Replied(SubscribeRequest request, SubscribeReply reply) =>
        reply.Reason == RecoveryReasons.TooOld ? reply with { Recovered = true, Reason = null } : reply;
}

/// <summary>A position in one life of a topic is continued in the next.</summary>
internal sealed class OverlooksAnotherEpoch : Seams
{
    public override SubscribeReply Replied(SubscribeRequest request, SubscribeReply reply) =>
        reply.Reason == RecoveryReasons.EpochChanged ? reply with { Recovered = true, Reason = null } : reply;
}

/// <summary>Events may come before the reply that they belong to.</summary>
internal sealed class DeliversBeforeTheReply : Seams
{
    public override bool ActivatesEarly() => true;
}

/// <summary>Some subscriptions never begin.</summary>
internal sealed class ForgetsASubscription : Seams
{
    public override bool Activates() => !OnceIn(10);
}

/// <summary>Some writes finish, and the shard never hears of it.</summary>
internal sealed class LosesAWakeUp : Seams
{
    public override bool TellsThatItIsWritten() => !OnceIn(5);
}

/// <summary>The shard takes a write for finished that is not.</summary>
internal sealed class WritesIntoAPendingWrite : Seams
{
    public override bool SaysWrittenTooEarly() => true;
}

/// <summary>Connections end, and their subscriptions stay.</summary>
internal sealed class LeavesSubscriptionsBehind : Seams
{
    public override bool Detaches() => !OnceIn(5);
}

/// <summary>A publisher that tries again appends again.</summary>
internal sealed class IgnoresIdempotencyKeys : Seams
{
    public override PublishRequest Published(PublishRequest request) => request with { IdempotencyKey = null };
}
