using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Draining;

namespace RealtimeHub.Hosting;

/// <summary>Lets all clients go before the application stops: before SignalR closes their connections, and before the server stops listening.</summary>
/// <remarks>
/// It stands in two places. The host calls <see cref="StoppingAsync"/> before it stops anything, and so Kestrel goes on listening. SignalR does not wait for that: it closes its connections
/// when <see cref="IHostApplicationLifetime.ApplicationStopping"/> is told, which after a SIGTERM is the first thing that happens. So that is held up, too.
/// </remarks>
internal sealed class DrainOnStop(Drain drain, IHostApplicationLifetime lifetime, IOptions<RealtimeHubOptions> options, IOptions<HostOptions> host) : IHostedLifecycleService
{
    private readonly TimeSpan _timeout = options.Value.Drain.Timeout;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The host ends everything when its own time is over, which it looks at when it stops.
        if (host.Value.ShutdownTimeout < _timeout) host.Value.ShutdownTimeout = _timeout;

        // The last one that registered is called first, so this waits until everything has started.
        lifetime.ApplicationStarted.Register(() => lifetime.ApplicationStopping.Register(HoldUp));
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        await drain.Begin(isStopping: true).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Blocks the thread that stops the application. After a signal that is a thread of its own, which .NET makes for it; after StopAsync of the host the drain is over already.
    /// </summary>
    private void HoldUp() => drain.Begin(isStopping: true).Wait(_timeout);
}
