using System.Diagnostics;
using RealtimeHub.Load.Connections;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>What all runs do alike.</summary>
internal static class Steps
{
    /// <summary>From the making of a schedule to its first event.</summary>
    public static readonly TimeSpan LeadTime = TimeSpan.FromMilliseconds(200);

    private const int FirstConnections = 200;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainCheck = TimeSpan.FromMilliseconds(20);

    /// <summary>Some connections come and go before anything is measured: code that is compiled then is no memory of a connection.</summary>
    public static async Task ConnectFirstAsync(ServerProcess server, Progress progress, CancellationToken stop)
    {
        await using (var first = new Fleet(FirstConnections, ["load-first"], new Payload(Payload.DefaultLength), new Latencies()))
            await first.ConnectAsync(server.EndPoint, stop);
        await SettleAsync(stop);
        progress.Done($"{FirstConnections} connections came and went, to warm it up");
    }

    /// <summary>Lets a server finish what comes after connecting.</summary>
    public static Task SettleAsync(CancellationToken stop) => Task.Delay(Settling, TimeProvider.System, stop);

    /// <summary>Waits until everybody has everything, or the time for that is up.</summary>
    public static async Task DrainAsync(Fleet fleet, Publisher publisher, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (fleet.MissingUpTo(publisher.LastOffsets) > 0 && clock.Elapsed < DrainLimit) await Task.Delay(DrainCheck, TimeProvider.System, stop);
    }
}
