using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.FanOut.Encoding;

namespace RealtimeHub.FanOut;

internal static class FanOutServices
{
    public static IServiceCollection AddFanOut(this IServiceCollection services) =>
        services
            .AddSingleton<IEventEncoder, JsonEventEncoder>()
            .AddSingleton<IEventEncoder, MessagePackEventEncoder>()
            .AddSingleton<FanOutService>()
            .AddHostedService(provider => provider.GetRequiredService<FanOutService>());
}
