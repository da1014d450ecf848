using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RealtimeHub.Hosting;

namespace RealtimeHub.Server;

/// <summary>Whether the process is alive, and whether it is ready for new clients.</summary>
internal static class Health
{
    public static void AddHealth(this WebApplicationBuilder builder) => builder.Services.AddHealthChecks().AddRealtimeHub();

    public static void MapHealth(this WebApplication app)
    {
        // Whoever answers is alive. What makes a node not ready is no reason to kill it.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(RealtimeHubHealth.ReadyTag),
            ResponseWriter = Tell,
        });
    }

    /// <summary>One word, and a line for each reason why it is not the good one.</summary>
    private static Task Tell(HttpContext http, HealthReport report)
    {
        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => $"\n{entry.Key}: {entry.Value.Description}");
        http.Response.ContentType = "text/plain";
        return http.Response.WriteAsync($"{report.Status}{string.Concat(reasons)}");
    }
}
