namespace RealtimeHub.Load.Reports;

/// <summary>The few figures that answer the question of a scenario, before all others.</summary>
internal static class MainFigures
{
    /// <summary>Those that only this scenario has come first; they are what it was run for.</summary>
    public static IEnumerable<(SummaryLine Line, bool IsMain)> Of(RunReport report)
    {
        foreach (var figure in report.Figures.Where(figure => !Summary.IsAnswer(figure))) yield return (Summary.Line(figure), true);
        foreach (var line in Common(report)) yield return (line, false);
    }

    private static IEnumerable<SummaryLine> Common(RunReport report)
    {
        if (report.Latency.Count > 0)
        {
            yield return new("p99 latency", Show.Time(report.Latency.P99));
            yield return new("p50 latency", Show.Time(report.Latency.P50));
        }

        if (report.Throughput.Delivered > 0)
        {
            yield return new("delivered", $"{Show.Count(Math.Round(report.Throughput.DeliveredPerSecond))} /s");
            yield return new("of the plan", Show.Percent(report.Throughput.PercentOfPlan));
        }

        if (report.ServerUsage is { } server)
        {
            if (server.CpuPerDeliveryUs is { } cpu) yield return new("CPU for a delivery", Show.Micros(cpu));
            yield return new("CPU of the server", Show.Percent(server.CpuPercent));
            if (report.Connect.Connections > 0) yield return new("memory of a connection", Show.Bytes(server.BytesPerConnection));
        }

        if (report.Connect.Connections > 0) yield return new("connections", Show.Count(report.Connect.Connections));
        if (report.Connect.ServerCpuUs is { } each) yield return new("CPU of a connect", Show.Micros(each));
        yield return new("faults", Show.Count(report.Faults.Lost + report.Faults.Repeated + report.Faults.OutOfOrder + report.Faults.BrokenConnections + report.Faults.Unpublished));
    }
}
