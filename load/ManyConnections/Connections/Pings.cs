using System.Diagnostics;

namespace RealtimeHub.Load.Connections;

/// <summary>
/// Has each connection ping every 10 seconds, all of them spread evenly. Servers close connections that say nothing for
/// longer; SignalR's own clients ping every 15 seconds.
/// </summary>
internal sealed class Pings(int connections, Action<int> ping) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stop = new();
    private Task _pinging = Task.CompletedTask;

    public void Start() => _pinging = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pinging;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        var start = Stopwatch.GetTimestamp();
        var sent = 0L;
        try
        {
            // By the clock and not by the tick: ticks get lost when the machine is busy, and pings must not.
            while (await timer.WaitForNextTickAsync(_stop.Token))
                for (var due = DueAfter(Stopwatch.GetElapsedTime(start)); sent < due; sent++)
                    ping((int)(sent % connections));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private long DueAfter(TimeSpan time) => (long)(connections * (time / Interval));
}
