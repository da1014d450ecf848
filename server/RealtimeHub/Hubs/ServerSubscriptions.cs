using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
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
internal sealed class ServerSubscriptions(PersonalTopics personal, SubscribeCall call, Permissions permissions, PresenceCalls presence, TimeProvider clock, IOptions<RealtimeHubOptions> options)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _writeTimeout = options.Value.Connections.WriteTimeout;

    /// <summary>Whether a client has any.</summary>
    public bool HasAny(ClientPrincipal client) => client.Token is { Subscriptions.Count: > 0 } || personal.Of(client) is not null;

    /// <summary>Makes them. Until it completes, nothing that the client asks for is looked at.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="subscriber">The same, for the fan-out.</param>
    /// <param name="client">Whom it belongs to.</param>
    /// <param name="before">Whom it belonged to with an earlier token: what that named already may have been ended on purpose.</param>
    public async Task MakeAsync(ClientConnection connection, Subscriber subscriber, ClientPrincipal client, ClientPrincipal? before = null)
    {
        var topics = TopicsOf(client).Except(before is null ? [] : TopicsOf(before)).Except(await FanOutService.ListAsync(subscriber)).ToList();
        var waiting = await TryMakeAsync(connection, subscriber, client, topics);
        if (waiting.Count > 0) _ = TryAgainAsync(connection, subscriber, client, waiting);
    }

    private IEnumerable<TopicName> TopicsOf(ClientPrincipal client)
    {
        if (personal.Of(client) is { } own) yield return own;
        foreach (var topic in client.Token?.Subscriptions ?? []) yield return topic;
    }

    /// <returns>Those about which nothing can be found out at the moment, or that cannot be followed yet.</returns>
    private async Task<IReadOnlyList<TopicName>> TryMakeAsync(ClientConnection connection, Subscriber subscriber, ClientPrincipal client, IReadOnlyList<TopicName> topics)
    {
        // At once, so that a slow authorizer is waited for once.
        var decisions = await Task.WhenAll(topics.Select(topic => permissions.DecideAsync(client, topic, TopicRights.Subscribe, CancellationToken.None).AsTask()));
        var waiting = new List<TopicName>();
        foreach (var (topic, decision) in topics.Zip(decisions))
        {
            if (connection.IsOver) break;
            if (decision.IsTemporary || !await TryMakeOneAsync(connection, subscriber, client, topic, decision)) waiting.Add(topic);
        }

        return waiting;
    }

    /// <returns>False when it cannot be followed yet.</returns>
    private async Task<bool> TryMakeOneAsync(ClientConnection connection, Subscriber subscriber, ClientPrincipal client, TopicName topic, Decision decision)
    {
        var outcome = decision.IsAllowed
            ? await call.RunAsync(subscriber, topic, new SubscribeRequest { Topic = topic.Value }, byServer: true)
            : new SubscribeOutcome.Refused(decision.Code, decision.Rule);
        if (outcome is SubscribeOutcome.Done done)
        {
            await presence.DecideAsync(client, done.Subscription);
            if (await connection.TrySayAsync(new InvocationMessage(HubNames.Subscribed, [done.Reply]), _writeTimeout)) done.Subscription.Activate();
            else connection.Abort();
        }
        else if (outcome is SubscribeOutcome.Refused { Code: not ErrorCode.AlreadySubscribed and not ErrorCode.Unavailable } refused)
        {
            await connection.TrySayAsync(new InvocationMessage(HubNames.Unsubscribed, [topic.Value, (int)refused.Code, refused.Reason]));
        }

        return outcome is not SubscribeOutcome.Refused { Code: ErrorCode.Unavailable };
    }

    /// <summary>Nobody else would: the client does not know of them yet.</summary>
    private async Task TryAgainAsync(ClientConnection connection, Subscriber subscriber, ClientPrincipal client, IReadOnlyList<TopicName> topics)
    {
        for (var pause = Decision.Pause; topics.Count > 0 && !connection.IsOver; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, clock);
            if (!connection.IsOver) topics = await TryMakeAsync(connection, subscriber, client, topics);
        }
    }
}
