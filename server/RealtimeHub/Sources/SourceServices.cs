using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RealtimeHub.Sources;

/// <summary>Adds sources to an application.</summary>
public static class SourceServices
{
    /// <summary>Adds a source; the server runs one of it, supervised, for as long as the application runs.</summary>
    /// <typeparam name="TSource">The source. Its constructor may ask for any service.</typeparam>
    public static IServiceCollection AddEventSource<TSource>(this IServiceCollection services)
        where TSource : class, IEventSource =>
        services.AddSingleton<IEventSource, TSource>();

    /// <summary>Adds a source that <paramref name="create"/> makes: for several sources of one type.</summary>
    public static IServiceCollection AddEventSource(this IServiceCollection services, Func<IServiceProvider, IEventSource> create) =>
        services.AddSingleton(create);

    /// <summary>Runs the sources. Needs an <see cref="Ingest.IEventPublisher"/>.</summary>
    internal static IServiceCollection AddSources(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SourceMetrics>();
        services.AddHostedService<SourceSupervisor>();
        return services;
    }
}
