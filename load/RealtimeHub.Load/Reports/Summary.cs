namespace RealtimeHub.Load.Reports;

/// <summary>The figures of a run in the order in which people ask for them. The terminal and the HTML report show the same.</summary>
internal static class Summary
{
    /// <summary>What the scenario was run for; null when it has no figures of its own.</summary>
    public static SummaryGroup? ResultOf(RunReport report)
    {
        SummaryLine[] lines = [.. report.Figures.Where(figure => !IsAnswer(figure)).Select(Line)];
        return lines.Length == 0 ? null : new SummaryGroup("Result", lines);
    }

    /// <summary>All that other scenarios have too.</summary>
    public static IReadOnlyList<SummaryGroup> Of(RunReport report) => [.. Groups(report).Where(group => group.Lines.Count > 0)];

    /// <summary>How long publishers wait is asked nowhere first.</summary>
    public static bool IsAnswer(NamedFigure figure) => figure.Name.StartsWith("answer-", StringComparison.Ordinal);

    public static SummaryLine Line(NamedFigure figure) => new(figure.Label, Show.Figure(figure.Value, figure.Unit));

    private static IEnumerable<SummaryGroup> Groups(RunReport report)
    {
        yield return new SummaryGroup("Latency", Latency(report.Latency));
        yield return new SummaryGroup("Delivery", Delivery(report));
        yield return new SummaryGroup("Connecting", Connecting(report.Connect));
        yield return new SummaryGroup("Server", report.ServerUsage is { } usage ? Server(usage, report.Connect.Connections) : []);
        yield return new SummaryGroup("Load tool", [Cpu(report.ClientUsage.CpuPercent, report.ClientUsage.UserSeconds, report.ClientUsage.SystemSeconds)]);
    }

    private static IReadOnlyList<SummaryLine> Latency(LatencyFigures latency) => latency.Count == 0 ? [] :
    [
        new("p50", Show.Time(latency.P50)),
        new("p90", Show.Time(latency.P90)),
        new("p99", Show.Time(latency.P99)),
        new("p99.9", Show.Time(latency.P999)),
        new("max", Show.Time(latency.Max)),
        new("mean", Show.Time(latency.Mean)),
    ];

    private static List<SummaryLine> Delivery(RunReport report)
    {
        var throughput = report.Throughput;
        if (throughput.Published == 0 && throughput.Delivered == 0) return [];
        return
        [
            new("published", $"{Show.Count(throughput.PublishedPerSecond)} /s", $"{Show.Count(throughput.Published)} events"),
            new("delivered", $"{Show.Count(throughput.DeliveredPerSecond)} /s", $"{Show.Count(throughput.Delivered)} events"),
            new("of the plan", Show.Percent(throughput.PercentOfPlan)),
            new("received", Show.Bytes(throughput.ReceivedBytes)),
            .. report.Figures.Where(IsAnswer).Select(figure => Line(figure) with { Label = figure.Name.Replace('-', ' ') }),
        ];
    }

    private static IReadOnlyList<SummaryLine> Connecting(ConnectFigures connect) => connect.Connections == 0 ? [] :
    [
        new("connections", Show.Count(connect.Connections), $"in {Show.Seconds(connect.Seconds)}"),
        new("a second", Show.Count(connect.PerSecond)),
        .. connect.Latency.Count == 0 ? Array.Empty<SummaryLine>() : [new SummaryLine("p99", Show.Time(connect.Latency.P99))],
        .. connect.ServerCpuUs is { } cpu ? new[] { new SummaryLine("CPU of each", Show.Micros(cpu)) } : [],
    ];

    private static List<SummaryLine> Server(ServerFigures usage, int connections)
    {
        List<SummaryLine> lines = [Cpu(usage.CpuPercent, usage.UserSeconds, usage.SystemSeconds)];
        if (usage.CpuPerDeliveryUs is { } cpu) lines.Add(new("CPU for a delivery", Show.Micros(cpu)));
        lines.Add(new("memory", Show.Bytes(usage.MemoryAtEndBytes), $"{Show.Bytes(usage.MemoryBeforeBytes)} before, {Show.Bytes(usage.MemoryConnectedBytes)} connected"));
        if (connections > 0) lines.Add(new("memory of a connection", Show.Bytes(usage.BytesPerConnection)));
        return lines;
    }

    private static SummaryLine Cpu(double percent, double user, double system) =>
        new("CPU", Show.Percent(percent), $"{Show.Seconds(user)} user, {Show.Seconds(system)} system");
}
