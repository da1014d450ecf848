using System.Text.Json;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>What a node tells of itself.</summary>
/// <param name="Id">Its name, unlike any other; another one after each start.</param>
/// <param name="Host">The machine.</param>
/// <param name="Started">When it was started.</param>
/// <param name="Connections">Its client connections.</param>
/// <param name="Subscriptions">Their subscriptions.</param>
/// <param name="Topics">The topics that it follows.</param>
/// <param name="CpuPercent">How much of one core it used since the last time.</param>
/// <param name="MemoryBytes">How much memory it uses.</param>
/// <param name="Histories">The states of Redis with which it has compared its topics.</param>
internal sealed record NodeStatus(
    string Id, string Host, DateTimeOffset Started, long Connections, long Subscriptions, int Topics, double CpuPercent, long MemoryBytes, IReadOnlyList<string> Histories)
{
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static NodeStatus? TryParse(string? json)
    {
        try
        {
            return json is null ? null : JsonSerializer.Deserialize<NodeStatus>(json, JsonSerializerOptions.Web) is { Id.Length: > 0, Histories: not null } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
