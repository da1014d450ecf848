using System.Text.Json.Serialization;
using RealtimeHub.Connections;
using RealtimeHub.Security;

namespace RealtimeHub.Control;

/// <summary>A connection, as operators see it.</summary>
internal sealed record ConnectionSummary(string Id, string? User, string Protocol, DateTimeOffset Opened, DateTimeOffset? Expires, double SilentSeconds)
{
    public static ConnectionSummary Of(ClientConnection connection) => new(
        connection.Id, connection.User, connection.Protocol, connection.Opened, connection.Expires, Math.Round(connection.Silence?.TotalSeconds ?? 0, 1));
}

/// <summary>Some connections; the cursor asks for the next page, and is null at the end. Nodes whose connections may be missing are named.</summary>
internal sealed record ConnectionPage(
    IReadOnlyList<ConnectionSummary> Connections, string? Cursor, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Unanswered);

/// <summary>How many connections were closed. Nodes that did not answer in time are named; when they are there, they have done it, too.</summary>
internal sealed record ClosedConnections(int Closed, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Unanswered)
{
    public static ClosedConnections Of(int closed, IReadOnlyList<string> silent) => new(closed, Control.Unanswered.By(silent));
}

/// <summary>One page of topics. Nodes whose topics and subscribers may be missing are named.</summary>
internal sealed record TopicPage(
    IReadOnlyList<TopicSummary> Topics,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Unanswered);

/// <summary>One topic: where it stands, what its log holds, and how many follow it, on all nodes together.</summary>
internal sealed record TopicSummary(string Topic, string Epoch, long Offset, int Events, long Bytes, int Subscribers);

/// <summary>Nodes that did not answer in time, in an answer that can do without them.</summary>
internal static class Unanswered
{
    /// <returns>Null when there are none: then the answer does not speak of it.</returns>
    public static IReadOnlyList<string>? By(IReadOnlyList<string> silent) => silent.Count == 0 ? null : silent;
}

/// <summary>All nodes of the cluster.</summary>
internal sealed record NodePage(IReadOnlyList<NodeSummary> Nodes);

/// <summary>What counts no more: a token by its number, or those of a user that were made before a time.</summary>
internal sealed record RevocationRequest(string? Jti, string? User, long? IssuedBefore);

/// <summary>Whether the node lets its clients go (off, draining, drained), and how many are connected.</summary>
internal sealed record DrainReport(string State, int Connections);

/// <summary>What somebody may do with a topic.</summary>
internal sealed record PermissionReport(string Topic, string? User, Dictionary<string, RuleReport> Rights);

/// <summary>Whether it is allowed, and by which rule.</summary>
internal sealed record RuleReport(bool Allowed, string Rule)
{
    public static RuleReport Of(Decision decision) => new(decision.IsAllowed, decision.Rule);
}
