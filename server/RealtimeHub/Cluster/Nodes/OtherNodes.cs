using RealtimeHub.Cluster.Redis;
using RealtimeHub.Contracts;
using RealtimeHub.Control;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>The other nodes, for those who serve operators.</summary>
internal sealed class OtherNodes(NodeCalls calls, NodeDirectory nodes, RevocationLog revocations) : IOtherNodes
{
    public IReadOnlyList<NodeSummary> Nodes => [.. nodes.Live.Select(node => new NodeSummary(
        node.Id, node.Host, node.Started, node.Connections, node.Subscriptions, node.Topics, node.CpuPercent, node.MemoryBytes, node.Id == nodes.Id))];

    public Task<NodeAnswers<T>> AskAsync<T>(string what, params string[] arguments) => calls.AskAsync<T>(what, arguments);

    public async Task<ErrorCode> ShareAsync(RevocationRequest revocation)
    {
        try
        {
            await revocations.AddAsync(revocation);
            return ErrorCode.None;
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            return ErrorCode.Unavailable;
        }
    }
}
