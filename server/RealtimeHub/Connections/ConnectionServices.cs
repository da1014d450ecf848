using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Connections;

internal static class ConnectionServices
{
    public static IServiceCollection AddConnectionRegistry(this IServiceCollection services) =>
        services.AddSingleton<MemoryWatch>().AddSingleton<ConnectionRegistry>().AddHostedService<SilenceWatch>();
}
