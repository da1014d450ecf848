using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.FanOut;

namespace RealtimeHub.Presence;

internal static class PresenceServices
{
    public static IServiceCollection AddPresence(this IServiceCollection services) =>
        services.AddSingleton<PresenceService>().AddSingleton<IFollowerWatch>(provider => provider.GetRequiredService<PresenceService>());
}
