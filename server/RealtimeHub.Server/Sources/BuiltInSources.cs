using Microsoft.Extensions.Options;
using RealtimeHub.Server.Sources.HostMetrics;
using RealtimeHub.Server.Sources.Replay;
using RealtimeHub.Sources;

namespace RealtimeHub.Server.Sources;

/// <summary>The sources that come with the server, as the configuration asks for them.</summary>
internal static class BuiltInSources
{
    private const string Section = "RealtimeHub:Sources";

    public static IServiceCollection AddBuiltInSources(this IServiceCollection services, IConfiguration configuration) => services
        .AddHostMetrics(configuration.GetSection($"{Section}:HostMetrics"))
        .AddReplays(configuration.GetSection($"{Section}:Replay"));

    private static IServiceCollection AddHostMetrics(this IServiceCollection services, IConfigurationSection section)
    {
        if (!section.GetValue<bool>(nameof(HostMetricsOptions.Enabled))) return services;
        return services
            .AddChecked<HostMetricsOptions>(Options.DefaultName, section)
            .AddEventSource<HostMetricsSource>();
    }

    private static IServiceCollection AddReplays(this IServiceCollection services, IConfigurationSection section)
    {
        foreach (var entry in section.GetChildren())
        {
            services
                .AddChecked<ReplayOptions>(entry.Key, entry)
                .AddEventSource(provider => CreateReplay(provider, entry));
        }

        return services;
    }

    private static ReplaySource CreateReplay(IServiceProvider provider, IConfigurationSection entry)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<ReplayOptions>>().Get(entry.Key);
        return ActivatorUtilities.CreateInstance<ReplaySource>(provider, $"replay:{entry.Key}", entry.Path, options);
    }

    private static IServiceCollection AddChecked<T>(this IServiceCollection services, string name, IConfigurationSection section)
        where T : class
    {
        services.AddOptionsWithValidateOnStart<T>(name).Bind(section, binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddSingleton<IValidateOptions<T>>(new AnnotatedOptionsValidator<T>(name, section.Path));
    }
}
