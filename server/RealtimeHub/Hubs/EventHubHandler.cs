using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Connections;
using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Hubs;

/// <summary>Runs each connection of the hub, and notes when something was heard of its client.</summary>
internal sealed class EventHubHandler : HubConnectionHandler<EventHub>
{
    private readonly TimeProvider _clock;

    public EventHubHandler(
        HubLifetimeManager<EventHub> lifetime, IHubProtocolResolver protocols, IOptions<HubOptions> globalOptions,
        IOptions<HubOptions<EventHub>> options, ILoggerFactory loggers, IUserIdProvider users, IServiceScopeFactory scopes, TimeProvider clock)
        : base(lifetime, protocols, globalOptions, options, loggers, users, scopes) => _clock = clock;

    public override Task OnConnectedAsync(ConnectionContext connection)
    {
        // The direct transport notes that itself. Long polling has signs of life of its own, and its clients do not ping.
        if (connection.Features.Get<IDirectConnectionFeature>() is null
            && connection.Features.Get<IConnectionInherentKeepAliveFeature>() is not { HasInherentKeepAlive: true })
        {
            var heard = new HeardInput(connection.Transport.Input, _clock);
            connection.Features.Set(heard);
            connection.Transport = new Pipes(heard, connection.Transport.Output);
        }

        return base.OnConnectedAsync(connection);
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
