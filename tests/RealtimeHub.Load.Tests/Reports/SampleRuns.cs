using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Tests.Reports;

/// <summary>Reports that look like those of real runs: the same for the same seed.</summary>
internal static class SampleRuns
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 0, TimeSpan.Zero);

    /// <summary>A steady run in which one second was slow.</summary>
    public static RunReport Broadcast(int seed = 1, string server = "RealtimeHub (JSON)", double factor = 1)
    {
        var random = new Random(seed);
        var seconds = Enumerable.Range(0, 60).Select(second => Second(second, 5_000, second == 37 ? 9 * factor : factor, random)).ToList();
        return Of("broadcast", server, seconds, Latency(factor), factor) with
        {
            Figures = [new("answer-p50", "answer to a publish, p50", 0.7 * factor, "ms"), new("answer-p99", "answer to a publish, p99", 2.9 * factor, "ms")],
        };
    }

    /// <summary>Quiet at first; from second 20 on some read slowly.</summary>
    public static RunReport SlowReaders(int seed = 1)
    {
        var random = new Random(seed);
        var seconds = Enumerable.Range(0, 80).Select(second => Second(second, 1_000, second < 20 ? 1 : 1.2, random)).ToList();
        return Of("slow-readers", "RealtimeHub (JSON)", seconds, Latency(1.1), 1.1) with
        {
            Phases = [Phase("quiet", 0, 20, 1), Phase("slow", 20, 80, 1.2)],
            SlowReaders =
            [
                new() { Clients = 10, BytesPerSecond = 0, Read = 0, Notices = 0, Announced = 0, Lost = 0, Repeated = 0, Cut = 40, TooSlow = 0, OtherCloses = 0, CameBack = 38, Continued = 30 },
                new() { Clients = 10, BytesPerSecond = 1_024, Read = 672, Notices = 4, Announced = 12_000, Lost = 0, Repeated = 0, Cut = 36, TooSlow = 2, OtherCloses = 1, CameBack = 37, Continued = 31 },
            ],
            Figures = [new("quiet-p99", "p99 before", 3.1, "ms"), new("slow-p99", "p99 with slow readers", 3.4, "ms"), new("p99-ratio", "p99 with slow readers / while all read", 1.1, "x")],
            Faults = new FaultFigures { Announced = 12_000 },
        };
    }

    /// <summary>Nothing but connections.</summary>
    public static RunReport Idle()
    {
        var random = new Random(3);
        var seconds = Enumerable.Range(0, 20).Select(second => Second(second, 15_000, 1, random) with { Delivered = 0, P50 = null, P99 = null, Max = null }).ToList();
        return Of("idle", "RealtimeHub (JSON)", seconds, NoLatency, 1) with
        {
            Throughput = new Throughput { Published = 0, PublishedPerSecond = 0, Delivered = 0, DeliveredPerSecond = 0, ReceivedBytes = 0, PercentOfPlan = 100 },
            Histogram = [],
            Figures = [new("per-connection", "memory of a connection", 7_412, "B")],
        };
    }

    public static LatencyFigures NoLatency { get; } = new() { Count = 0, Min = 0, Mean = 0, P50 = 0, P90 = 0, P99 = 0, P999 = 0, Max = 0 };

    public static LatencyFigures Latency(double factor) => new()
    {
        Count = 4_800_000, Min = 0.11 * factor, Mean = 1.02 * factor, P50 = 0.84 * factor, P90 = 1.9 * factor, P99 = 3.4 * factor, P999 = 11.2 * factor, Max = 34.7 * factor,
    };

    private static PhaseFigures Phase(string name, int from, int to, double factor) => new(name, from, to, Latency(factor))
    {
        DeliveredPerSecond = 80_000, ServerCpuPercent = 37.2 * factor, ServerMemoryBytes = 171L << 20,
    };

    private static RunReport Of(string scenario, string server, List<SecondFigures> seconds, LatencyFigures latency, double factor) => new()
    {
        Scenario = scenario,
        Server = server,
        StartedAt = Start,
        Machine = new Machine
        {
            System = "Debian GNU/Linux 13", Kernel = "Linux 6.18", Cpu = "a processor", Cores = 2, MemoryBytes = 8L << 30, Runtime = ".NET 10.0", Pinning = "server on core 0, client on core 1",
        },
        Plan = new Dictionary<string, string> { ["--connections"] = "5000", ["--rate"] = "16", ["--bytes"] = "128", ["--dialect"] = "realtimehub-json", ["--seconds"] = "60" },
        Connect = new ConnectFigures { Connections = seconds[0].Connections, Seconds = 2.4, PerSecond = 2_083, Latency = Latency(4 * factor) with { Count = seconds[0].Connections }, ServerCpuUs = 140 * factor },
        Throughput = new Throughput { Published = 960, PublishedPerSecond = 16, Delivered = 4_800_000, DeliveredPerSecond = 80_000, ReceivedBytes = 1_030_000_000, PercentOfPlan = 100 },
        Latency = latency,
        Histogram = Buckets(factor),
        Faults = new FaultFigures(),
        ServerUsage = new ServerFigures
        {
            UserSeconds = 8.1 * factor, SystemSeconds = 14.2 * factor, CpuPercent = 37.2 * factor, CpuPerDeliveryUs = 4.65 * factor,
            MemoryBeforeBytes = 92L << 20, MemoryConnectedBytes = 134L << 20, MemoryAtEndBytes = 171L << 20, BytesPerConnection = 8_800 * factor,
        },
        ClientUsage = new ClientFigures { UserSeconds = 5.2, SystemSeconds = 11.9, CpuPercent = 28.5 },
        Seconds = seconds,
    };

    private static SecondFigures Second(int second, int connections, double factor, Random random)
    {
        var p50 = factor * (0.7 + (0.3 * random.NextDouble()));
        var p99 = p50 * (3 + (2 * random.NextDouble()));
        return new SecondFigures
        {
            Second = second, Delivered = 16 * connections, Connections = connections, P50 = p50, P99 = p99, Max = p99 * (1.5 + (3 * random.NextDouble())),
            ServerUserPercent = 13 + (3 * random.NextDouble()), ServerSystemPercent = 23 + (4 * random.NextDouble()),
            ServerMemoryBytes = (134L << 20) + (second * 600_000L) + random.Next(4_000_000), ClientCpuPercent = 28 + (4 * random.NextDouble()),
        };
    }

    /// <summary>A hump, and a smaller one behind it, as a collection makes it.</summary>
    private static HistogramBucket[] Buckets(double factor) => [.. Enumerable.Range(0, 90).Select(i =>
    {
        var from = 0.1 * factor * Math.Pow(1.07, i);
        var log = Math.Log10(from / factor);
        var count = (900_000 * Math.Exp(-30 * Math.Pow(log + 0.08, 2))) + (60_000 * Math.Exp(-60 * Math.Pow(log - 0.62, 2))) + (400 * Math.Exp(-14 * Math.Pow(log - 1.1, 2)));
        return new HistogramBucket(from, from * 1.07, (long)count);
    })];
}
