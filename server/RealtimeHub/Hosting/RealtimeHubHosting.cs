using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Cluster;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Control;
using RealtimeHub.Diagnostics;
using RealtimeHub.Draining;
using RealtimeHub.FanOut;
using RealtimeHub.Hubs;
using RealtimeHub.Ingest;
using RealtimeHub.Ingest.Http;
using RealtimeHub.Limits;
using RealtimeHub.Presence;
using RealtimeHub.Security;
using RealtimeHub.Sources;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Http;
using RealtimeHub.Topics;
using RealtimeHub.Transport;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Hosting;

/// <summary>Brings RealtimeHub into an ASP.NET Core application.</summary>
public static class RealtimeHubHosting
{
    /// <summary>Adds the services. Settings come from the section <c>RealtimeHub</c> of the configuration.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="configure">Settings made in code; they win over the configuration.</param>
    public static RealtimeHubBuilder AddRealtimeHub(this IHostApplicationBuilder builder, Action<RealtimeHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var hub = new RealtimeHubBuilder(builder.Services, builder.Configuration);
        hub.Bind<RealtimeHubOptions>(Options.DefaultName, RealtimeHubOptions.Section);
        hub.Bind<SourceOptions>(Options.DefaultName, $"{RealtimeHubOptions.Section}:Sources");
        if (configure is not null) builder.Services.Configure(configure);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics().AddSingleton<RealtimeHubMetrics>().AddSecurity();
        builder.Services.AddSingleton<HttpRateLimiter>().AddSingleton<HttpGate>().AddSingleton<Operator>().AddSingleton<Operators>().AddSingleton<TopicLister>();
        if (IsShared(builder.Configuration, configure))
        {
            builder.Services.AddCluster();
            builder.Services.AddBackplane();
        }

        builder.Services.AddTopics().AddConnectionRegistry().AddDraining().AddFanOut().AddPresence().AddIngest().AddHubs().AddSources().AddTasks();
        builder.Services.AddDirectTransport().AddOptions<DirectTransportOptions>().Configure<IOptions<RealtimeHubOptions>>(SetTransport);
        builder.Services.AddHostedService<DrainOnStop>().AddHostedService<KeyReload>();
        hub.AddSource<ServerStatsSource>();
        return hub;
    }

    /// <summary>Whether there is a Redis decides which services there are, so it is looked at before the options are bound.</summary>
    private static bool IsShared(IConfiguration configuration, Action<RealtimeHubOptions>? configure)
    {
        var options = new RealtimeHubOptions();
        options.Redis.Configuration = configuration[$"{RealtimeHubOptions.Section}:{nameof(RealtimeHubOptions.Redis)}:{nameof(RedisOptions.Configuration)}"];
        configure?.Invoke(options);
        return options.Redis.IsOn;
    }

    /// <summary>Maps the hub at <c>/hub</c> and the HTTP interface under <c>/v1</c>.</summary>
    /// <exception cref="OptionsValidationException">The configuration has problems; all of them are listed.</exception>
    public static IEndpointConventionBuilder MapRealtimeHub(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        endpoints.ServiceProvider.GetService<IStartupValidator>()?.Validate();
        var gate = endpoints.ServiceProvider.GetRequiredService<AccessGate>();
        var connections = endpoints.ServiceProvider.GetRequiredService<ConnectionRegistry>();
        var all = endpoints.MapGroup("");

        var requests = endpoints.ServiceProvider.GetRequiredService<HttpGate>();
        var v1 = all.MapGroup("/v1").WithTags("RealtimeHub");
        v1.RunAround((http, next) => requests.RunAsync(http, HttpMethods.IsGet(http.Request.Method) ? gate.CheckRead : gate.CheckPublish, next));
        v1.MapPublish();
        v1.MapReads();
        v1.MapTopics();
        v1.MapPresence();
        var tasks = all.MapGroup("/v1").WithTags("Background tasks");
        tasks.RunAround((http, next) => requests.RunAsync(http, gate.CheckRead, next));
        tasks.MapTasks();
        var control = all.MapGroup("/v1").WithTags("Operators");
        control.RunAround((http, next) => requests.RunAsync(http, gate.CheckOperate, next));
        control.MapControl();
        control.MapDrain();

        var transport = endpoints.ServiceProvider.GetRequiredService<IOptions<RealtimeHubOptions>>().Value.Transport;
        all.MapDirectHub<EventHub>(HubNames.Path, hub => SetHub(hub, transport)).RunAround((http, next) => RunHubAsync(http, gate, connections, next));
        return all;
    }

    /// <summary>Puts something around whole endpoints. A filter would only see their arguments, and costs objects for each request.</summary>
    private static void RunAround(this IEndpointConventionBuilder endpoints, Func<HttpContext, RequestDelegate, Task> around) =>
        endpoints.Add(endpoint =>
        {
            var next = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => around(http, next);
        });

    private static void SetTransport(DirectTransportOptions transport, IOptions<RealtimeHubOptions> options)
    {
        transport.Enabled = options.Value.Transport.Direct;
        transport.Loops = options.Value.FanOut.Shards;
        foreach (var request in options.Value.Transport.InlineRequests) transport.InlineRequests.Add(request);
    }

    private static void SetHub(DirectHubOptions hub, TransportOptions options)
    {
        // Its methods only check and hand on, and it keeps nothing of the request. Shards ping and cut who
        // does not read; SilenceWatch looks who has gone.
        hub.RunsOnEventLoop = true;
        hub.KeepsRequest = false;
        hub.HasHeartbeat = false;
        hub.SendTimeout = Timeout.InfiniteTimeSpan;

        // Lanes gather events, and whatever else is sent is an answer.
        hub.MaxBatchDelay = TimeSpan.Zero;
        hub.OffersOtherTransports = options.OtherTransports;
        hub.Fallback = SetFallback;
    }

    private static void SetFallback(HttpConnectionDispatcherOptions options)
    {
        options.AllowStatefulReconnects = false;

        // A client of the first negotiation shows its secret as its id, and others may see ids.
        options.MinimumProtocolVersion = 1;

        // The fan-out's watchdog cuts, counts and says so. SignalR's own timeout would make every frame cancellable, which
        // costs a tenth of the CPU of a delivery.
        options.TransportSendTimeout = Timeout.InfiniteTimeSpan;
    }

    private static bool OpensConnection(HttpRequest request) =>
        request.Path.Value!.EndsWith("/negotiate", StringComparison.Ordinal)
        || HttpMethods.IsConnect(request.Method)
        || request.Headers.Upgrade.Count > 0;

    private static async Task RunHubAsync(HttpContext http, AccessGate gate, ConnectionRegistry connections, RequestDelegate next)
    {
        var caller = await gate.IdentifyAsync(http);
        var opens = OpensConnection(http.Request);

        // Requests of a connection that is there may show the token with which it came: it is the connection that ends with it.
        if (gate.CheckRead(http, caller) is { } refusal && (opens || refusal.Code != ErrorCode.TokenExpired))
        {
            await HttpGate.RefuseAsync(http, refusal);
            return;
        }

        // SignalR hands it on to the connection.
        http.User = caller.Principal;
        connections.BeginRequest();
        try
        {
            await (opens ? OpenAsync(http, caller.Visitor, connections, next) : next(http));
        }
        finally
        {
            connections.EndRequest();
        }
    }

    private static async Task OpenAsync(HttpContext http, Visitor visitor, ConnectionRegistry connections, RequestDelegate next)
    {
        if (connections.TryEnter(visitor, out var place) is { } full)
        {
            var status = full.IsNode ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
            await Problems.RateLimited(full.Reason, full.RetryAfter, status).ExecuteAsync(http);
            return;
        }

        try
        {
            http.Features.Set<IConnectionLease>(place);
            await next(http);
        }
        finally
        {
            if (!place!.IsKept) place.Release();
        }
    }
}
