using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using StackExchange.Redis;

namespace RealtimeHub.Hosting;

/// <summary>
/// Microsoft's Redis backplane for the application's own hubs, so that their <c>IHubContext</c> reaches users, groups and connections on all nodes: at most once, as its users
/// know it. RealtimeHub's own hub does without: a connection that only follows topics does not pay for it.
/// </summary>
internal static class Backplane
{
    public static void AddBackplane(this IServiceCollection services)
    {
        if (services.Any(IsAnother)) return;
        services.AddSignalR().AddStackExchangeRedis(_ => { });
        services.AddOptions<Microsoft.AspNetCore.SignalR.StackExchangeRedis.RedisOptions>().Configure<IOptions<RealtimeHubOptions>>((backplane, options) =>
        {
            var redis = options.Value.Redis;
            backplane.Configuration = ConfigurationOptions.Parse(redis.Configuration!);
            backplane.Configuration.AbortOnConnectFail = false;
            backplane.Configuration.ChannelPrefix = RedisChannel.Literal($"{redis.Prefix}:hub:");
        });
    }

    /// <summary>The application has chosen one itself.</summary>
    private static bool IsAnother(ServiceDescriptor service) =>
        service.ServiceType == typeof(HubLifetimeManager<>) && service.ImplementationType != typeof(DefaultHubLifetimeManager<>);
}
