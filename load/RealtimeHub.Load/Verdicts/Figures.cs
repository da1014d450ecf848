using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Verdicts;

/// <summary>The figures that every scenario may have.</summary>
internal static class Figures
{
    public static readonly IReadOnlyList<Figure> Common =
    [
        Latency("p50", "half of all deliveries were not slower", latency => latency.P50),
        Latency("p90", "90 % were not slower", latency => latency.P90),
        Latency("p99", "99 % were not slower", latency => latency.P99),
        Latency("p999", "99.9 % were not slower", latency => latency.P999),
        Latency("max", "the slowest delivery", latency => latency.Max),
        Latency("mean", "the mean latency", latency => latency.Mean),
        Count("loss", "events that did not come, without a word", report => report.Faults.Lost),
        Count("repeats", "events that came again", report => report.Faults.Repeated),
        Count("disorder", "events that came after a later one", report => report.Faults.OutOfOrder),
        Count("gaps", "events that the server announced as not coming", report => report.Faults.Announced),
        Count("broken", "connections that broke", report => report.Faults.BrokenConnections),
        Count("unpublished", "events that the server did not take in time", report => report.Faults.Unpublished),
        Count("unanswered", "those of them that were sent and got no answer", report => report.Faults.Unanswered),
        new("delivered", "delivered events, of those that the plan asks for", Quantity.Share, report => report.Throughput.PercentOfPlan),
        Count("rate", "deliveries a second", report => report.Throughput.DeliveredPerSecond),
        Count("published", "events a second that the server took", report => report.Throughput.PublishedPerSecond),
        new("cpu", "CPU of the server, of one core", Quantity.Share, report => report.ServerUsage?.CpuPercent),
        new("cpu-per-event", "CPU of the server for one delivery", Quantity.Time, report => report.ServerUsage?.CpuPerDeliveryUs / 1_000),
        new("memory", "memory of the server at the end", Quantity.Memory, report => report.ServerUsage?.MemoryAtEndBytes),
        new("memory-per-connection", "memory of the server for one connection", Quantity.Memory, report => report.ServerUsage?.BytesPerConnection),
        new("connect-p99", "99 % of the connections were in effect after this time", Quantity.Time, report => Known(report.Connect.Latency, latency => latency.P99)),
        Count("connects", "connections a second", report => report.Connect.PerSecond),
    ];

    private static Figure Latency(string name, string text, Func<LatencyFigures, double> of) =>
        new(name, text, Quantity.Time, report => Known(report.Latency, of));

    private static Figure Count(string name, string text, Func<RunReport, double?> of) => new(name, text, Quantity.Number, of);

    /// <summary>Of nothing there is no percentile.</summary>
    private static double? Known(LatencyFigures latency, Func<LatencyFigures, double> of) => latency.Count == 0 ? null : of(latency);
}
