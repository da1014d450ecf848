using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Draining;
using RealtimeHub.Security;

namespace RealtimeHub.Control;

/// <summary>Does what operators ask for on whatever node it concerns, and writes down who asked.</summary>
internal sealed partial class Operators(Operator here, ConnectionRegistry connections, Drain drain, TimeProvider clock, ILogger<Operators> logger, IOtherNodes? others = null)
{
    /// <summary>Connections of all nodes, by id; and the nodes whose are missing, because they did not answer.</summary>
    public async Task<NodeAnswers<ConnectionSummary>> ListAsync(string? user, string after, int count)
    {
        var own = connections.Page(user, after, count).Select(ConnectionSummary.Of);
        var elsewhere = await AskAsync<List<ConnectionSummary>>(NodeRequests.Connections, user ?? "", after, $"{count}");
        var all = own.Concat(elsewhere.Answers.SelectMany(answer => answer)).OrderBy(connection => connection.Id, StringComparer.Ordinal).Take(count);
        return new NodeAnswers<ConnectionSummary>([.. all], elsewhere.Silent);
    }

    /// <returns>False when no node has such a connection; null when none says that it has, and not all have answered.</returns>
    public async Task<bool?> CloseAsync(HttpContext http, string id)
    {
        var isClosed = here.CloseHere(id) ? true : await AskForOneAsync(NodeRequests.Close, id);
        if (isClosed is not false) Audit(http, isClosed is null ? "may have closed the connection" : "closed the connection", id);
        return isClosed;
    }

    public async Task<ClosedConnections> CloseUserAsync(HttpContext http, string user)
    {
        Audit(http, "closed all connections of the user", user);
        var closed = here.CloseUserHere(user);
        var elsewhere = await AskAsync<int>(NodeRequests.CloseUser, user);
        return ClosedConnections.Of(closed + elsewhere.Answers.Sum(), elsewhere.Silent);
    }

    /// <returns>False when no node has such a connection, or it does not follow the topic; null when none says that it does, and not all have answered.</returns>
    public async Task<bool?> UnsubscribeAsync(HttpContext http, string id, TopicName topic)
    {
        var isEnded = await here.UnsubscribeHereAsync(id, topic) ? true : await AskForOneAsync(NodeRequests.Unsubscribe, id, topic.Value);
        if (isEnded is not false) Audit(http, isEnded is null ? "may have ended a subscription of the connection" : "ended a subscription of the connection", id);
        return isEnded;
    }

    /// <returns>How many connections were closed; or why it does not count everywhere.</returns>
    public async Task<(ClosedConnections? Closed, ErrorCode Refused)> RevokeAsync(HttpContext http, RevocationRequest request)
    {
        // All nodes have to mean the same moment.
        var exact = request with { IssuedBefore = request.Jti is null ? request.IssuedBefore ?? clock.GetUtcNow().ToUnixTimeSeconds() + 1 : null };
        if (here.RevokeHere(exact) is not { } closed) return (null, ErrorCode.TopicLimit);
        Audit(http, request.Jti is null ? "revoked the tokens of the user" : "revoked the token", request.Jti ?? request.User!);
        if (others is null) return (ClosedConnections.Of(closed, []), ErrorCode.None);
        if (await others.ShareAsync(exact) is not ErrorCode.None and var refused) return (null, refused);
        var elsewhere = await AskAsync<int>(NodeRequests.Revoked);
        return (ClosedConnections.Of(closed + elsewhere.Answers.Sum(), elsewhere.Silent), ErrorCode.None);
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

    private Task<NodeAnswers<T>> AskAsync<T>(string what, params string[] arguments) => others?.AskAsync<T>(what, arguments) ?? Task.FromResult(NodeAnswers<T>.Nobody);

    /// <summary>Asks for what one node at most can do. One that does not answer may be that one.</summary>
    private async Task<bool?> AskForOneAsync(string what, params string[] arguments)
    {
        var (answers, silent) = await AskAsync<bool>(what, arguments);
        return answers.Contains(true) ? true : silent.Count > 0 ? null : false;
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
