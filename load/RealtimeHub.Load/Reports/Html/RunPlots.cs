using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.Reports.Html;

/// <summary>The plots of one run. Those without data are left out.</summary>
internal static class RunPlots
{
    private const double MiB = 1_024 * 1_024;
    private const string LatencyTitle = "Latency";

    public static void Write(HtmlPage page, RunReport report)
    {
        foreach (var chart in new[] { Latency(report), Delivered(report), Cpu(report), Memory(report), Connections(report) }.OfType<TimeChart>())
        {
            page.Plot(chart.ToInline(ChartSize.Half), chart.ToInline(ChartSize.Narrow));
            if (chart.Title == LatencyTitle && Histogram(report) is { } histogram)
                page.Plot(histogram.ToInline(ChartSize.Half), histogram.ToInline(ChartSize.Narrow));
        }
    }

    private static TimeChart? Latency(RunReport report)
    {
        Curve[] curves =
        [
            new("max", Palette.Grey, Points(report, second => second.Max)) { Style = CurveStyle.Thin },
            new("p99", Palette.Orange, Points(report, second => second.P99)),
            new("p50", Palette.Blue, Points(report, second => second.P50)),
        ];
        return Chart(report, LatencyTitle, "ms, logarithmic", Axis.Logarithmic(Values(curves)), curves);
    }

    private static HistogramChart? Histogram(RunReport report) => report.Histogram.Sum(bucket => bucket.Count) == 0 ? null :
        new HistogramChart("How often each latency came", "ms, logarithmic", [new("all", Palette.Blue, report.Histogram)])
        {
            Marks = [("p50", report.Latency.P50), ("p99", report.Latency.P99), ("p99.9", report.Latency.P999)],
        };

    private static TimeChart? Delivered(RunReport report)
    {
        if (report.Throughput.Delivered == 0) return null;
        Curve[] curves = [new("delivered", Palette.Green, Points(report, second => second.Delivered)) { Style = CurveStyle.Area, IsNamed = false }];
        return Chart(report, "Delivered", "events a second, to all subscribers", Axis.WithHeadroom(Values(curves)), curves);
    }

    private static TimeChart? Cpu(RunReport report)
    {
        Curve[] curves =
        [
            new("server, user + system", Palette.Orange, Points(report, second => second.ServerUserPercent + second.ServerSystemPercent)) { Style = CurveStyle.Area },
            new("server, user", Palette.Blue, Points(report, second => second.ServerUserPercent)) { Style = CurveStyle.Area },
            new("load tool", Palette.Grey, Points(report, second => second.ClientCpuPercent)) { Style = CurveStyle.Dashed },
        ];
        return Chart(report, "CPU", "percent of one core", Axis.WithHeadroom(Values(curves)), [.. curves.Where(HasValues)]);
    }

    private static TimeChart? Memory(RunReport report)
    {
        Curve[] curves = [new("memory", Palette.Violet, Points(report, second => second.ServerMemoryBytes / MiB)) { Style = CurveStyle.Area, IsNamed = false }];
        return Chart(report, "Memory of the server", "MiB, resident", Axis.WithHeadroom(Values(curves)), curves);
    }

    private static TimeChart? Connections(RunReport report)
    {
        Curve[] curves = [new("connections", Palette.Blue, Points(report, second => second.Connections)) { Style = CurveStyle.Area, IsNamed = false }];
        return Chart(report, "Connections", "in effect", Axis.WithHeadroom(Values(curves)), curves);
    }

    private static TimeChart? Chart(RunReport report, string title, string unit, Axis axis, IReadOnlyList<Curve> curves) => !curves.Any(HasValues) ? null :
        new TimeChart(title, unit, Length(report), axis, curves)
        {
            Phases = [.. report.Phases.Select(phase => new ChartPhase(phase.Name, phase.FromSecond, phase.ToSecond))],
        };

    public static double Length(RunReport report) => report.Seconds.Select(second => second.Second + 1).DefaultIfEmpty(1).Max();

    /// <summary>What happened within a second stands in its middle.</summary>
    public static IReadOnlyList<(double Second, double? Value)> Points(RunReport report, Func<SecondFigures, double?> of) =>
        [.. report.Seconds.Select(second => (second.Second + 0.5, of(second)))];

    public static IEnumerable<double> Values(IEnumerable<Curve> curves) => curves.SelectMany(curve => curve.Points).Select(point => point.Value).OfType<double>();

    private static bool HasValues(Curve curve) => curve.Points.Any(point => point.Value is not null);
}
