using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RealtimeHub.Draining;

namespace RealtimeHub.Hosting;

/// <summary>Tells load balancers whether new clients may come.</summary>
public static class RealtimeHubHealth
{
    /// <summary>The tag of the checks that say whether the application is ready. A check of whether it is alive leaves them out: a node that lets its clients go is no reason to kill it.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Adds the check <c>realtimehub</c>: unhealthy from the moment at which the node begins to let its clients go.</summary>
    /// <param name="checks">The health checks of the application.</param>
    public static IHealthChecksBuilder AddRealtimeHub(this IHealthChecksBuilder checks) => checks.AddCheck<DrainCheck>("realtimehub", tags: [ReadyTag]);

    private sealed class DrainCheck(Drain drain) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(drain.IsOn ? HealthCheckResult.Unhealthy("the node lets its clients go and takes no new ones") : HealthCheckResult.Healthy());
    }
}
