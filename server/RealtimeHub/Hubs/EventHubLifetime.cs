using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using RealtimeHub.Connections;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut;

namespace RealtimeHub.Hubs;

/// <summary>Brings each connection of the hub into the registry and the fan-out, and takes it out again.</summary>
internal sealed class EventHubLifetime : DefaultHubLifetimeManager<EventHub>
{
    private readonly ConnectionRegistry _connections;
    private readonly FanOutService _fanOut;
    private readonly RealtimeHubMetrics _metrics;
    private readonly TimeProvider _clock;

    public EventHubLifetime(
        ConnectionRegistry connections, FanOutService fanOut, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<DefaultHubLifetimeManager<EventHub>> logger)
        : base(logger) => (_connections, _fanOut, _metrics, _clock) = (connections, fanOut, metrics, clock);

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var client = new ClientConnection(connection, _clock) { Heard = connection.Features.Get<HeardInput>() };
        var subscriber = _fanOut.Attach(client);
        client.WhenGone = () => Leave(client, subscriber);
        connection.Features.Set(client);
        connection.Features.Set(subscriber);
        _connections.Add(client);
        _metrics.ConnectionOpened();

        // Added too late to be told goodbye with the others.
        if (_connections.IsClosing) client.Abort();
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        connection.Features.Get<ClientConnection>()?.Gone();
        return base.OnDisconnectedAsync(connection);
    }

    private void Leave(ClientConnection client, Subscriber subscriber)
    {
        FanOutService.Detach(subscriber);
        _connections.Remove(client);
        _metrics.ConnectionClosed();
    }
}
