using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Limits;

namespace RealtimeHub.Connections;

internal static class ConnectionServices
{
    public static IServiceCollection AddConnectionRegistry(this IServiceCollection services) =>
        services.AddSingleton<MemoryWatch>().AddSingleton<Limiter>().AddSingleton<Admission>().AddSingleton<ConnectionRegistry>().AddHostedService<ConnectionWatch>();
}
