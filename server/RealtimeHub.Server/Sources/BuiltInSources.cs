using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeHub.Hosting;
using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Sources.RedisStreams;
using RealtimeHub.Server.Sources.Replay;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Sources;

/// <summary>The sources that come with the server, as the configuration asks for them.</summary>
internal static class BuiltInSources
{
    private const string HostMetricsSection = "Sources:HostMetrics";
    private const string ReplaySection = "Sources:Replay";
    private const string RedisStreamsSection = "Sources:RedisStreams";

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
        foreach (var entry in own.GetSection(RedisStreamsSection).GetChildren()) hub.AddRedisStream(entry);
        return hub;
    }

    private static void AddRedisStream(this RealtimeHubBuilder hub, IConfigurationSection entry)
    {
        hub.AddOptions<RedisStreamOptions>($"{RedisStreamsSection}:{entry.Key}", name: entry.Key);
        hub.Services.TryAddSingleton<RedisStreamMetrics>();
        hub.Services.AddEventSource(provider =>
            ActivatorUtilities.CreateInstance<RedisStreamSource>(provider, $"redis-stream:{entry.Key}", provider.GetRequiredService<IOptionsMonitor<RedisStreamOptions>>().Get(entry.Key)));
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
