using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Security;
using RealtimeHub.Security.Authorization;

namespace RealtimeHub.Hubs;

/// <summary>
/// Subscribes a connection to what its token names, and to the user's personal topic, without being asked. The client is told, and may subscribe to them once more
/// by itself: to continue where it has stopped, or at another pace.
/// </summary>
internal sealed class ServerSubscriptions(PersonalTopics personal, SubscribeCall call, Permissions permissions)
{
    /// <summary>Whether a client has any.</summary>
    public bool HasAny(ClientPrincipal client) => client.Token is { Subscriptions.Count: > 0 } || personal.Of(client) is not null;

    /// <summary>Makes those that the connection has not got yet. Until it completes, nothing that the client asks for is looked at.</summary>
    public async Task MakeAsync(ClientConnection connection, Subscriber subscriber, ClientPrincipal client)
    {
        var followed = await FanOutService.ListAsync(subscriber);
        foreach (var topic in TopicsOf(client).Except(followed)) await MakeAsync(connection, subscriber, client, topic);
    }

    private IEnumerable<TopicName> TopicsOf(ClientPrincipal client)
    {
        if (personal.Of(client) is { } own) yield return own;
        foreach (var topic in client.Token?.Subscriptions ?? []) yield return topic;
    }

    private async Task MakeAsync(ClientConnection connection, Subscriber subscriber, ClientPrincipal client, TopicName topic)
    {
        var decision = await permissions.DecideAsync(client, topic, TopicRights.Subscribe, CancellationToken.None);
        var outcome = decision.IsAllowed
            ? await call.RunAsync(subscriber, topic, new SubscribeRequest { Topic = topic.Value }, byServer: true)
            : new SubscribeOutcome.Refused(decision.Code, decision.Rule);
        if (outcome is SubscribeOutcome.Done done)
        {
            if (await connection.TrySayAsync(new InvocationMessage(HubNames.Subscribed, [done.Reply]))) done.Subscription.Activate();
            else connection.Abort();
        }
        else if (outcome is SubscribeOutcome.Refused refused)
        {
            await connection.TrySayAsync(new InvocationMessage(HubNames.Unsubscribed, [topic.Value, (int)refused.Code, refused.Reason]));
        }
    }
}
