using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RealtimeHub.Cluster;

/// <summary>Ready, as far as Redis goes: it answers, and what it tells arrives.</summary>
internal sealed class RedisHealth(ClusterService cluster) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(cluster.Problem is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy());
}
