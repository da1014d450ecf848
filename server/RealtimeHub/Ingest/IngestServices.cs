using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace RealtimeHub.Ingest;

internal static class IngestServices
{
    public static IServiceCollection AddIngest(this IServiceCollection services)
    {
        services.AddSingleton<IdempotencyWindow>();
        services.TryAddSingleton<IEventPublisher, EventPublisher>();
        return services;
    }
}
