using Microsoft.Extensions.Options;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Configuration;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster.Topics;

/// <summary>What all replicas of a node have in common.</summary>
internal sealed class SharedTopicTools(
    RedisLink link, TopicStore store, Comparison comparison, TopicRegistry registry, ClusterMetrics metrics, TimeProvider clock, IOptions<RealtimeHubOptions> options)
{
    public RedisLink Link => link;

    public TopicStore Store => store;

    public Comparison Comparison => comparison;

    public TopicRegistry Registry => registry;

    public ClusterMetrics Metrics => metrics;

    public TimeProvider Clock => clock;

    public int MaxEventBytes { get; } = options.Value.Ingest.MaxEventBytes;
}
