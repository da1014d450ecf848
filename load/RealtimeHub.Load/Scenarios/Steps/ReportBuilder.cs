using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Targets;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Puts together what the steps of a run showed.</summary>
internal static class ReportBuilder
{
    public static RunReport Build(Run run, Connected connected, Measured measured, FleetResult result) => new()
    {
        Scenario = PlanPairs.NameOf(run.Plan.Scenario),
        Server = run.Plan.Target.Name,
        StartedAt = run.StartedAt,
        Machine = MachineDescription.Read(new Pinning()),
        Plan = PlanPairs.Of(run.Plan),
        Connect = ConnectOf(connected),
        Throughput = ThroughputOf(measured),
        Latency = Latency.Of(measured.Latencies),
        Histogram = Latency.Buckets(measured.Latencies),
        Faults = FaultsOf(run, result),
        ServerUsage = ServerOf(connected, measured),
        ClientUsage = new ClientFigures
        {
            UserSeconds = measured.Spent.Client.User.TotalSeconds,
            SystemSeconds = measured.Spent.Client.System.TotalSeconds,
            CpuPercent = measured.Spent.ClientPercent,
        },
        Seconds = [.. measured.Seconds.Select((sample, second) => SecondOf(run.Fleet, second, sample))],
    };

    private static ConnectFigures ConnectOf(Connected connected) => new()
    {
        Connections = connected.Connections,
        Seconds = connected.Result.Time.TotalSeconds,
        PerSecond = connected.PerSecond,
        Latency = Latency.Of(connected.Result.Latency),
        ServerCpuUs = connected.Spent.ServerMicrosFor(connected.Opened),
    };

    private static Throughput ThroughputOf(Measured measured)
    {
        var (spent, seconds) = (measured.Spent, Math.Max(measured.Spent.Time.TotalSeconds, 1e-6));
        return new Throughput
        {
            Published = spent.Published,
            PublishedPerSecond = spent.Published / seconds,
            Delivered = spent.Delivered,
            DeliveredPerSecond = spent.Delivered / seconds,
            ReceivedBytes = spent.Bytes,

            // By the second in which an event was due: what the warm-up left over does not count.
            PercentOfPlan = measured.Planned == 0 ? 100 : 100.0 * measured.Latencies.TotalCount / measured.Planned,
        };
    }

    private static FaultFigures FaultsOf(Run run, FleetResult result) => new()
    {
        Lost = Math.Max(0, result.Lost - Audience.RefusedDeliveries(run.Plan, run.Publication.Numbers)),
        Repeated = result.Repeated,
        OutOfOrder = result.OutOfOrder,
        Announced = result.Announced,
        BrokenConnections = result.BrokenConnections,
        Unpublished = run.Publication.Unpublished,
        Unanswered = run.Publication.Unanswered,
        FirstFailure = result.FirstFailure ?? run.Publication.FirstError,
    };

    private static ServerFigures? ServerOf(Connected connected, Measured measured)
    {
        if (measured.Spent is not { Server: { } cpu, ServerPercent: { } percent } spent || measured.MemoryBytes is not { } end) return null;
        return new ServerFigures
        {
            UserSeconds = cpu.User.TotalSeconds,
            SystemSeconds = cpu.System.TotalSeconds,
            CpuPercent = percent,
            CpuPerDeliveryUs = spent.ServerMicrosFor(spent.Delivered),
            MemoryBeforeBytes = connected.MemoryBefore ?? 0,
            MemoryConnectedBytes = connected.MemoryConnected ?? 0,
            MemoryAtEndBytes = end,
            BytesPerConnection = connected.BytesPerConnection ?? 0,
        };
    }

    private static SecondFigures SecondOf(IFleet fleet, int second, in SecondSample sample)
    {
        var (latencies, time) = (fleet.Second(second), sample.Spent.Time);
        return new SecondFigures
        {
            Second = second,
            Delivered = sample.Spent.Delivered,
            Connections = sample.Connections,
            P50 = Latency.OrNull(latencies, 50),
            P99 = Latency.OrNull(latencies, 99),
            Max = Latency.OrNull(latencies, 100),
            ServerUserPercent = sample.Spent.Server is { } user ? 100 * (user.User / time) : null,
            ServerSystemPercent = sample.Spent.Server is { } system ? 100 * (system.System / time) : null,
            ServerMemoryBytes = sample.MemoryBytes,
            ClientCpuPercent = sample.Spent.ClientPercent,
        };
    }
}
