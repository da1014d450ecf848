using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Connections;

/// <summary>A client that becomes slow, and that comes back from its position when its connection ends, as clients do.</summary>
internal sealed class SlowClient(EventFormat format, double bytesPerSecond) : IAsyncDisposable
{
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    private readonly SlowLedger _ledger = new();
    private readonly ReadPace _pace = new(bytesPerSecond, TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Written by the client's loop, read by the pings.
    private volatile SlowConnection? _connection;
    private Task _living = Task.CompletedTask;

    public bool Reads => bytesPerSecond > 0;

    public async Task StartAsync(IPEndPoint server, CancellationToken stop)
    {
        _living = LiveAsync(server);
        var first = await Task.WhenAny(_ready.Task, _living).WaitAsync(ConnectLimit, TimeProvider.System, stop);
        await first;
    }

    public void BecomeSlow()
    {
        _ledger.Begin();
        _pace.BecomeSlow();
    }

    public void SendPing() => _connection?.SendPing();

    /// <summary>Ends the client, and says what it got since it became slow.</summary>
    /// <exception cref="LoadException">The server did something that makes no sense.</exception>
    public async Task<SlowTally> StopAsync()
    {
        await _stop.CancelAsync();
        await _living;
        return _ledger.Tally;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _living.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task LiveAsync(IPEndPoint server)
    {
        try
        {
            for (var first = true; ; first = false)
            {
                if (!first) _ledger.CameBack();
                await ConnectOnceAsync(server);
                await Task.Delay(ComeBackAfter, TimeProvider.System, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task ConnectOnceAsync(IPEndPoint server)
    {
        using var connection = new SlowConnection(format, _ledger, _pace);
        _connection = connection;
        try
        {
            await connection.RunAsync(server, () => _ready.TrySetResult(), _stop.Token);
        }
        catch (SocketException)
        {
            // It ended; how does not matter to a client.
        }
        catch (RefusedException)
        {
            _ledger.Refused();
            return;
        }

        _ledger.Ended();
    }
}
