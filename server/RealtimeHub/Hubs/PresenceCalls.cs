using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Presence;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;

namespace RealtimeHub.Hubs;

/// <summary>Who follows a topic: asked for by a client, or told to it where it may know.</summary>
internal sealed class PresenceCalls(PresenceService presence, Permissions permissions)
{
    /// <summary>The answer to a client that may ask.</summary>
    public object Ask(TopicName topic) => presence.Ask(topic) switch
    {
        PresenceOutcome.Known known => known.View,
        PresenceOutcome.Refused refused => new Refusal(refused.Code, refused.Reason),
        var other => throw new InvalidOperationException($"Unknown outcome {other}."),
    };

    /// <summary>Decides whether a subscription hears who comes and goes. Called before it is active.</summary>
    public ValueTask DecideAsync(ClientPrincipal client, Subscription subscription) =>
        subscription.Topic.Log.Settings.Presence.Events ? AskPermissionAsync(client, subscription) : ValueTask.CompletedTask;

    /// <summary>Decides it anew, for a client that has shown another token.</summary>
    public async Task DecideAgainAsync(ClientPrincipal client, Subscriber subscriber, TopicName topic)
    {
        if (!presence.Tells(topic)) return;

        // While nothing can be found out it stays as it was.
        var decision = await permissions.DecideAsync(client, topic, TopicRights.Presence, CancellationToken.None);
        if (!decision.IsTemporary) FanOutService.SetHearing(subscriber, topic, decision.IsAllowed);
    }

    private async ValueTask AskPermissionAsync(ClientPrincipal client, Subscription subscription)
    {
        var decision = await permissions.DecideAsync(client, subscription.Topic.Log.Name, TopicRights.Presence, CancellationToken.None);
        subscription.HearsNotices = decision.IsAllowed;
    }
}
