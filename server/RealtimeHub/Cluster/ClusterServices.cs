using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Presence;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Cluster.Tasks;
using RealtimeHub.Cluster.Topics;
using RealtimeHub.Control;
using RealtimeHub.Ingest;
using RealtimeHub.Presence;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Topics;

namespace RealtimeHub.Cluster;

internal static class ClusterServices
{
    /// <summary>Has to come before everything that publishes by itself when the application starts.</summary>
    public static IServiceCollection AddCluster(this IServiceCollection services)
    {
        services.AddSingleton<ClusterMetrics>().AddSingleton<RedisLink>().AddSingleton<RedisScripts>().AddSingleton<RedisRules>().AddSingleton<PushProbe>();
        services.AddSingleton<NodeLoad>().AddSingleton<NodeDirectory>().AddSingleton<NodeRequests>().AddSingleton<NodeCalls>().AddSingleton<RevocationLog>();
        services.AddSingleton<IOtherNodes, OtherNodes>();
        services.AddSingleton<PresenceShare>().AddSingleton<IPresenceBus>(provider => provider.GetRequiredService<PresenceShare>()).AddSingleton<PresenceMirror>();

        // They serve what asks others through these, so they are looked for when they are needed.
        services.AddSingleton(provider => new Lazy<NodeRequests>(provider.GetRequiredService<NodeRequests>)).AddSingleton(provider => new Lazy<Operator>(provider.GetRequiredService<Operator>));
        services.AddSingleton<TopicStore>().AddSingleton<Comparison>().AddSingleton<Witnesses>().AddSingleton<SharedHistory>().AddSingleton<SharedTopicTools>();
        services.AddSingleton<SharedTopics>().AddSingleton<ISharedTopics>(provider => provider.GetRequiredService<SharedTopics>());
        services.AddSingleton<RollbackGuard>().AddSingleton<PublishScript>().AddSingleton<ISharedAppender, RedisAppender>();
        services.AddSingleton<TaskScripts>().AddSingleton<RedisBoard>().AddSingleton<ITaskBoard>(provider => provider.GetRequiredService<RedisBoard>());
        services.AddSingleton<ClusterService>().AddHostedService(provider => provider.GetRequiredService<ClusterService>());
        services.AddHealthChecks().AddCheck<RedisHealth>("redis", tags: ["ready"]);
        return services;
    }
}
