using Microsoft.Extensions.Options;
using RealtimeHub.Hosting;
using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Sources.Replay;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Sources;

/// <summary>The sources that come with the server, as the configuration asks for them.</summary>
internal static class BuiltInSources
{
    private const string HostMetricsSection = "Sources:HostMetrics";
    private const string ReplaySection = "Sources:Replay";

    public static RealtimeHubBuilder AddBuiltInSources(this RealtimeHubBuilder hub, IConfiguration configuration)
    {
        var own = configuration.GetSection("RealtimeHub");
        hub.AddOptions<HostMetricsOptions>(HostMetricsSection);

        // What is no truth value at all is reported with the other problems; here it only must not throw.
        if (bool.TryParse(own[$"{HostMetricsSection}:{nameof(HostMetricsOptions.Enabled)}"], out var enabled) && enabled)
        {
            hub.AddSource<HostMetricsSource>();
        }

        foreach (var entry in own.GetSection(ReplaySection).GetChildren()) hub.AddReplay(entry);
        return hub;
    }

    private static void AddReplay(this RealtimeHubBuilder hub, IConfigurationSection entry)
    {
        hub.AddOptions<ReplayOptions>($"{ReplaySection}:{entry.Key}", name: entry.Key);
        hub.Services.AddEventSource(provider =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<ReplayOptions>>().Get(entry.Key);
            return ActivatorUtilities.CreateInstance<ReplaySource>(provider, $"replay:{entry.Key}", entry.Path, options);
        });
    }
}
