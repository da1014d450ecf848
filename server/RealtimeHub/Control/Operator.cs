using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Control;

/// <summary>Does on this node what operators ask for.</summary>
internal sealed class Operator(ConnectionRegistry connections, Revocations revocations, TimeProvider clock)
{
    /// <summary>Ends a connection, and does not wait for its goodbye: a client that does not read would hold up the answer longer than the other node waits for it.</summary>
    /// <returns>False when this node has no such connection.</returns>
    public bool CloseHere(string id)
    {
        if (connections.Find(id) is not { } connection) return false;
        _ = connection.EndAsync(CloseCode.DisconnectedByOperator, "an operator ended the connection", TimeSpan.Zero);
        return true;
    }

    /// <returns>How many connections the user had on this node.</returns>
    public int CloseUserHere(string user) => End(connection => connection.User == user, CloseCode.DisconnectedByOperator, "an operator ended the connection");

    /// <returns>False when this node has no such connection, or it does not follow the topic.</returns>
    public async Task<bool> UnsubscribeHereAsync(string id, TopicName topic)
    {
        if (connections.Find(id) is not { } connection || connection.Features.Get<Subscriber>() is not { } subscriber) return false;
        if (!(await FanOutService.ListAsync(subscriber)).Contains(topic)) return false;
        await FanOutService.UnsubscribeAsync(subscriber, topic);
        _ = connection.TrySayAsync(new InvocationMessage(HubNames.Unsubscribed, [topic.Value, (int)ErrorCode.PermissionDenied, "an operator ended the subscription"]));
        return true;
    }

    /// <param name="request">What counts no more.</param>
    /// <param name="revoked">Since when; null for now.</param>
    /// <returns>How many connections were closed; null when the node can remember no more.</returns>
    public int? RevokeHere(RevocationRequest request, DateTimeOffset? revoked = null)
    {
        var since = revoked ?? clock.GetUtcNow();
        var before = request.IssuedBefore is >= 0 and <= 253_402_300_799 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : clock.GetUtcNow();
        var isRemembered = request.Jti is { } id ? revocations.TryRevokeId(id, since) : revocations.TryRevokeUser(request.User!, before, since);
        if (!isRemembered) return null;
        return End(
            connection => connection.Features.Get<ClientIdentity>() is { } identity && revocations.IsRevoked(identity),
            CloseCode.InvalidToken, "the token was revoked");
    }

    private int End(Func<ClientConnection, bool> isMeant, CloseCode code, string reason)
    {
        var ended = 0;
        foreach (var connection in connections.All.Where(isMeant))
        {
            ended++;
            _ = connection.EndAsync(code, reason, TimeSpan.Zero);
        }

        return ended;
    }
}
