using Microsoft.Extensions.Hosting;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;

namespace RealtimeHub.Hosting;

/// <summary>Tells every client that the server goes and when to come back, before SignalR closes the connections.</summary>
internal sealed class ShutdownNotice : IHostedService
{
    /// <summary>Clients come back within this time, each at a moment of its own, so that they do not all come at once.</summary>
    private static readonly TimeSpan ComeBackWithin = TimeSpan.FromSeconds(3);

    /// <summary>How long it may take until all are gone. A client that does not read does not hold up the shutdown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConnectionRegistry _connections;
    private readonly IHostApplicationLifetime _lifetime;

    public ShutdownNotice(ConnectionRegistry connections, IHostApplicationLifetime lifetime) =>
        (_connections, _lifetime) = (connections, lifetime);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // SignalR closes its connections when the application stops, too. The last one that registered is called first, so
        // this waits until everything has started.
        _lifetime.ApplicationStarted.Register(() => _lifetime.ApplicationStopping.Register(SayGoodbye));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void SayGoodbye()
    {
        var idle = _connections.WhenIdleAsync();
        foreach (var connection in _connections.All)
        {
            _ = connection.EndAsync(CloseCode.ShuttingDown, "the server is shutting down", ComeBackWithin * Random.Shared.NextDouble());
        }

        idle.Wait(Patience);
    }
}
