using Microsoft.Extensions.DependencyInjection;

namespace RealtimeHub.Connections;

internal static class ConnectionServices
{
    public static IServiceCollection AddConnections(this IServiceCollection services) =>
        services.AddSingleton<ConnectionRegistry>();
}
