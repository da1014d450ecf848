using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Opens the connections, and reads what that costs the server.</summary>
internal static class ConnectStep
{
    private const int FirstConnections = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Some connections come and go before anything is measured: code that is compiled then is no memory of a connection.</summary>
    public static async Task WarmUpAsync(Run run, int connections, CancellationToken stop)
    {
        run.Progress.Begin($"warming up the opening of connections with {connections:N0}");
        await run.Fleet.ConnectAsync(connections, stop);
        await run.Fleet.CloseAsync(connections, stop);
        await run.SettleAsync(stop);
        run.Progress.Done($"{connections:N0} connections came and went, to warm it up");
    }

    public static Task WarmUpAsync(Run run, CancellationToken stop) => WarmUpAsync(run, Math.Min(FirstConnections, run.Plan.Connections), stop);

    /// <summary>Opens all connections of the plan.</summary>
    public static async Task<Connected> RunAsync(Run run, CancellationToken stop)
    {
        var count = run.Plan.Connections;
        run.Progress.Begin($"opening {count:N0} connections");
        var before = run.Read();
        var result = await WatchAsync(run, "connecting", run.Fleet.ConnectAsync(count, stop), stop);
        var connected = run.Read();
        await run.SettleAsync(stop);
        var connection = new Connected(count, result, connected.Since(before), before.Server?.MemoryBytes, run.Read().Server?.MemoryBytes);
        run.Progress.Done($"{count:N0} connections in effect, {connection.PerSecond:N0} a second");
        return connection;
    }

    /// <summary>Tells once a second how it stands while something goes on.</summary>
    public static async Task<T> WatchAsync<T>(Run run, string phase, Task<T> task, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        for (var second = 1; await Task.WhenAny(task, timer.WaitForNextTickAsync(stop).AsTask()) != task; second++)
        {
            stop.ThrowIfCancellationRequested();
            var totals = run.Fleet.Totals;
            run.Progress.Live(new LiveFigures { Phase = phase, Second = second, Of = 0, Connections = totals.Live, Faults = run.FaultsIn(totals) });
        }

        return await task;
    }
}

/// <param name="Connections">How many there are now.</param>
/// <param name="Result">What the fleet says.</param>
/// <param name="Spent">Until the last was subscribed.</param>
/// <param name="MemoryBefore">Resident memory of the server in bytes; null when it is not known.</param>
/// <param name="MemoryConnected">The same when it had settled.</param>
internal sealed record Connected(int Connections, ConnectResult Result, Spent Spent, long? MemoryBefore, long? MemoryConnected)
{
    /// <summary>How many were opened, and share what that cost: those that become slow stayed since the warm-up.</summary>
    public long Opened => Result.Latency.TotalCount;

    public double PerSecond => Opened / Math.Max(Result.Time.TotalSeconds, 1e-6);

    public double? BytesPerConnection => Opened == 0 ? null : (double?)(MemoryConnected - MemoryBefore) / Opened;
}
