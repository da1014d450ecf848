namespace RealtimeHub.Client;

/// <summary>The server accepted a subscription.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Epoch">The life of the topic's log.</param>
/// <param name="Offset">The newest offset at that moment; 0 when the topic has no event yet.</param>
/// <param name="Recovered">Whether everything after the known position follows. False on a first subscribe without <see cref="SubscribeOptions.Since"/>.</param>
/// <param name="Resubscribed">Whether this followed a break; false for the first time.</param>
/// <param name="Reason">Why the position could not be continued; <see langword="null"/> when nothing was lost.</param>
/// <param name="MaxRate">The rate in effect; <see langword="null"/> when the subscription is not limited.</param>
public sealed record Subscribed(
    string Topic, string Epoch, long Offset, bool Recovered, bool Resubscribed, MissedReason? Reason, double? MaxRate = null);
