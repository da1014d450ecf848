using RealtimeHub.Diagnostics;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster.Nodes;

/// <summary>What this node does.</summary>
internal sealed class NodeLoad(RealtimeHubMetrics metrics, TopicRegistry topics, TimeProvider clock)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private (long At, TimeSpan Cpu) _last = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
    private double _percent;

    public NodeStatus Fill(NodeStatus status) => status with
    {
        Connections = metrics.Connections,
        Subscriptions = metrics.Subscriptions,
        Topics = topics.Count,
        CpuPercent = Percent(),
        MemoryBytes = Environment.WorkingSet,
    };

    private double Percent()
    {
        lock (_gate)
        {
            var (now, cpu) = (clock.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var passed = clock.GetElapsedTime(_last.At, now);
            if (passed < Shortest) return _percent;
            _percent = Math.Round((cpu - _last.Cpu) / passed * 100, 1);
            _last = (now, cpu);
            return _percent;
        }
    }
}
