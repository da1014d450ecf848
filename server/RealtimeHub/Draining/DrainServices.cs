using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Draining;

internal static class DrainServices
{
    public static IServiceCollection AddDraining(this IServiceCollection services) => services.AddSingleton<Goodbye>().AddSingleton<Drain>();
}
