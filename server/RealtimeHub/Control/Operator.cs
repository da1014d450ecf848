using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Draining;
using RealtimeHub.FanOut;
using RealtimeHub.Security;
using RealtimeHub.Security.Tokens;

namespace RealtimeHub.Control;

/// <summary>Does what operators ask for, and writes down who asked.</summary>
internal sealed partial class Operator(ConnectionRegistry connections, Revocations revocations, Drain drain, TimeProvider clock, ILogger<Operator> logger)
{
    /// <returns>False when there is no such connection.</returns>
    public async Task<bool> CloseAsync(HttpContext http, string id)
    {
        if (connections.Find(id) is not { } connection) return false;
        Audit(http, "closed the connection", id);
        await connection.EndAsync(CloseCode.DisconnectedByOperator, "an operator ended the connection", TimeSpan.Zero);
        return true;
    }

    /// <returns>How many connections the user had.</returns>
    public int CloseUser(HttpContext http, string user)
    {
        Audit(http, "closed all connections of the user", user);
        return End(connection => connection.User == user, CloseCode.DisconnectedByOperator, "an operator ended the connection");
    }

    /// <returns>False when there is no such connection, or it does not follow the topic.</returns>
    public async Task<bool> UnsubscribeAsync(HttpContext http, string id, TopicName topic)
    {
        if (connections.Find(id) is not { } connection || connection.Features.Get<Subscriber>() is not { } subscriber) return false;
        if (!(await FanOutService.ListAsync(subscriber)).Contains(topic)) return false;
        Audit(http, "ended a subscription of the connection", id);
        await FanOutService.UnsubscribeAsync(subscriber, topic);
        await connection.TrySayAsync(new InvocationMessage(HubNames.Unsubscribed, [topic.Value, (int)ErrorCode.PermissionDenied, "an operator ended the subscription"]));
        return true;
    }

    /// <returns>How many connections were closed; null when the node can remember no more.</returns>
    public int? Revoke(HttpContext http, RevocationRequest request)
    {
        var before = request.IssuedBefore is >= 0 and <= 253_402_300_799 and var seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : clock.GetUtcNow();
        var isRemembered = request.Jti is { } id ? revocations.TryRevokeId(id) : revocations.TryRevokeUser(request.User!, before);
        if (!isRemembered) return null;
        Audit(http, request.Jti is null ? "revoked the tokens of the user" : "revoked the token", request.Jti ?? request.User!);
        return End(
            connection => connection.Features.Get<ClientIdentity>() is { } identity && revocations.IsRevoked(identity),
            CloseCode.InvalidToken, "the token was revoked");
    }

    /// <summary>Lets all clients go. Does not wait for that.</summary>
    public void BeginDrain(HttpContext http)
    {
        Audit(http, "drains", "this node");
        _ = drain.Begin(isStopping: false);
    }

    /// <returns>False when the process is ending.</returns>
    public bool TryTakeDrainBack(HttpContext http)
    {
        Audit(http, "takes back the drain of", "this node");
        return drain.TryTakeBack();
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

    private void Audit(HttpContext http, string action, string target)
    {
        var caller = http.Features.Get<Caller>()?.Principal;
        var name = caller?.Key?.Name ?? caller?.Role.ToString() ?? "";
        LogAction(name, action, target);
    }

    [LoggerMessage(EventId = 1601, Level = LogLevel.Information, Message = "Operator {Operator} {Action} {Target}.")]
    private partial void LogAction(string @operator, string action, string target);
}
