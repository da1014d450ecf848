namespace RealtimeHub.Load.Reports;

/// <summary>A figure in which servers are compared.</summary>
/// <param name="Group">Figures of one group stand together.</param>
/// <param name="Show">How a value is written.</param>
internal sealed record ComparedFigure(string Group, string Label, Func<RunReport, double?> Of, Func<double, string> Show)
{
    /// <summary>All that at least one of the runs has.</summary>
    public static IReadOnlyList<ComparedFigure> In(IReadOnlyList<ComparedServer> servers)
    {
        var own = servers.SelectMany(server => server.Rounds).SelectMany(report => report.Figures).DistinctBy(figure => figure.Name).Select(OfScenario);
        return [.. own.Concat(Common).Where(figure => servers.Any(server => server.Of(figure.Of) is not null))];
    }

    private static readonly ComparedFigure[] Common =
    [
        Latency("p50", latency => latency.P50),
        Latency("p90", latency => latency.P90),
        Latency("p99", latency => latency.P99),
        Latency("p99.9", latency => latency.P999),
        Latency("max", latency => latency.Max),
        new("Delivery", "delivered a second", report => Positive(report.Throughput.DeliveredPerSecond), Reports.Show.Count),
        new("Delivery", "of the plan", report => Positive(report.Throughput.PercentOfPlan), Reports.Show.Percent),
        new("Server", "CPU", report => report.ServerUsage?.CpuPercent, Reports.Show.Percent),
        new("Server", "CPU for a delivery", report => report.ServerUsage?.CpuPerDeliveryUs, Reports.Show.Micros),
        new("Server", "memory at the end", report => report.ServerUsage?.MemoryAtEndBytes, Reports.Show.Bytes),
        new("Server", "memory of a connection", report => report.ServerUsage?.BytesPerConnection, Reports.Show.Bytes),
        new("Connecting", "connections a second", report => Positive(report.Connect.PerSecond), Reports.Show.Count),
        new("Connecting", "p99", report => report.Connect.Latency.Count == 0 ? null : report.Connect.Latency.P99, Reports.Show.Time),
        new("Connecting", "CPU of a connect", report => report.Connect.ServerCpuUs, Reports.Show.Micros),
        Fault("lost", faults => faults.Lost),
        Fault("repeated", faults => faults.Repeated),
        Fault("out of order", faults => faults.OutOfOrder),
        Fault("announced as not coming", faults => faults.Announced),
        Fault("connections that broke", faults => faults.BrokenConnections),
        Fault("not taken in time", faults => faults.Unpublished),
        Fault("of these never answered", faults => faults.Unanswered),
    ];

    private static ComparedFigure OfScenario(NamedFigure named) => new("Result", named.Label,
        report => report.Figures.FirstOrDefault(figure => figure.Name == named.Name)?.Value, value => Reports.Show.Figure(value, named.Unit));

    private static ComparedFigure Latency(string label, Func<LatencyFigures, double> of) =>
        new("Latency", label, report => report.Latency.Count == 0 ? null : of(report.Latency), Reports.Show.Time);

    private static ComparedFigure Fault(string label, Func<FaultFigures, long> of) => new("Faults", label, report => of(report.Faults), Reports.Show.Count);

    private static double? Positive(double value) => value > 0 ? value : null;
}
