using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Transport.Http;
using RealtimeHub.Transport.Hubs;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport;

/// <summary>Brings the direct transport into an ASP.NET Core application.</summary>
public static class DirectTransportHosting
{
    /// <summary>Serves Kestrel's connections with event loops, so that hubs can be mapped with <see cref="MapDirectHub{THub}"/>.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="configure">Settings.</param>
    public static IServiceCollection AddDirectTransport(this IServiceCollection services, Action<DirectTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<DirectTransportOptions>().ValidateDataAnnotations();
        if (configure is not null) options.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(LoopSet))) return services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics().AddSingleton<LoopSet>().AddSingleton<TransportMetrics>();
        services.AddSingleton(MakeSettings);
        return services.AddSingleton<IConnectionListenerFactory, DirectListenerFactory>();
    }

    /// <summary>Maps a hub as <c>MapHub</c> does, with its WebSockets on the direct transport.</summary>
    /// <typeparam name="THub">The hub, as it is.</typeparam>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path of the hub.</param>
    /// <param name="configure">Settings.</param>
    /// <remarks>What the direct transport cannot serve (TLS on the connection itself, HTTP/2, other systems than Linux) takes SignalR's own.</remarks>
    /// <exception cref="InvalidOperationException"><see cref="AddDirectTransport"/> was not called.</exception>
    public static IEndpointConventionBuilder MapDirectHub<THub>(
        this IEndpointRouteBuilder endpoints, string pattern, Action<DirectHubOptions>? configure = null)
        where THub : Hub
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = new DirectHubOptions();
        configure?.Invoke(options);
        var endpoint = MakeEndpoint<THub>(endpoints.ServiceProvider, options);
        var hub = endpoints.MapHub<THub>(pattern, signalR =>
        {
            if (!options.OffersOtherTransports) signalR.Transports = HttpTransportType.WebSockets;
            options.Fallback?.Invoke(signalR);
        });
        hub.Add(builder => builder.RequestDelegate = Route(endpoint, builder.RequestDelegate!, isNegotiation: builder.Metadata.OfType<NegotiateMetadata>().Any()));
        return hub;
    }

    /// <summary>Which transport serves the WebSockets of the application, in words: how many event loops, or why there are none.</summary>
    /// <param name="services">The services of the application.</param>
    public static string DescribeTransport(this IServiceProvider services)
    {
        var loops = services.GetService<LoopSet>();
        return loops is { CanListen: true }
            ? string.Create(CultureInfo.InvariantCulture, $"direct, {loops.All.Count} event loop{(loops.All.Count == 1 ? "" : "s")}")
            : $"SignalR's own ({loops?.Unavailable ?? "the direct one was not added"})";
    }

    private static RequestDelegate Route(HubEndpoint endpoint, RequestDelegate signalR, bool isNegotiation) =>
        isNegotiation ? http => endpoint.NegotiateAsync(http, signalR) : http => endpoint.ConnectAsync(http, signalR);

    private static HubEndpoint MakeEndpoint<THub>(IServiceProvider services, DirectHubOptions options)
        where THub : Hub
    {
        var loops = services.GetService<LoopSet>() ?? throw new InvalidOperationException($"Call {nameof(AddDirectTransport)} before {nameof(MapDirectHub)}.");
        var metrics = services.GetRequiredService<TransportMetrics>();
        var limits = new WebSocketLimits(services.GetRequiredService<TimeProvider>(), options.MaxMessageBytes ?? long.MaxValue, options.IdleTimeout, options.CloseTimeout);
        var runner = new HubRunner(
            new ConnectionBuilder(services).UseHub<THub>().Build(), limits, options, metrics,
            services.GetRequiredService<ILogger<HubRunner>>());
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(runner.Stop);
        return new HubEndpoint(runner, options, loops, services.GetRequiredService<IServiceScopeFactory>(), metrics);
    }

    private static HttpConnectionSettings MakeSettings(IServiceProvider services) => new(
        services.GetService<IMemoryPoolFactory<byte>>()?.Create() ?? MemoryPool<byte>.Shared,
        [.. services.GetRequiredService<IOptions<DirectTransportOptions>>().Value.InlineRequests.Select(Encoding.ASCII.GetBytes)]);
}
