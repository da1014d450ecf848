using RealtimeHub.Load.Runs;

namespace RealtimeHub.Load.Reports;

/// <summary>What is reported of a run in which all read.</summary>
internal static class RunFigures
{
    public static readonly IReadOnlyList<Figure<RunResult>> All =
    [
        new("kilobytesPerConnection", "memory for a connection, KiB", "N1", run => run.KilobytesPerConnection),
        new("connectCpuUs", "CPU to connect and subscribe, us", "N0", run => run.ConnectCpuUs),
        new("connectionsPerSecond", "connections a second", "N0", run => run.ConnectionsPerSecond),
        new("cpuPerDeliveryUs", "CPU for a delivered event, us", "N2", run => run.CpuPerDeliveryUs),
        new("cpuPercent", "CPU while publishing, % of a core", "N0", run => run.CpuPercent),
        new("deliveredPerSecond", "deliveries a second", "N0", run => run.DeliveredPerSecond),
        new("p50Ms", "latency p50, ms", "N1", run => run.P50Ms),
        new("p99Ms", "latency p99, ms", "N1", run => run.P99Ms),
        new("maxMs", "latency max, ms", "N1", run => run.MaxMs),
        new("faults", "lost + repeated + out of order", "N0", run => run.Faults.Lost + run.Faults.Repeated + run.Faults.OutOfOrder),
    ];
}
