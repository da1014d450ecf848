using RealtimeHub.Load.Reports.Plots;

namespace RealtimeHub.Load.Reports.Html;

/// <summary>Curves of several servers laid over each other; each server keeps its colour, and each round is a line.</summary>
internal static class ComparisonPlots
{
    private const double MiB = 1_024 * 1_024;

    /// <summary>The two figures that people look for first, as bars with their spread.</summary>
    public static void WriteBars(HtmlPage page, Comparison comparison)
    {
        WriteBars(page, comparison, "p99 latency", "ms", report => report.Latency.Count == 0 ? null : report.Latency.P99);
        WriteBars(page, comparison, "CPU of the server for a delivery", "µs", report => report.ServerUsage?.CpuPerDeliveryUs);
    }

    public static void Write(HtmlPage page, Comparison comparison)
    {
        Write(page, comparison, "p99 latency", "ms, logarithmic", second => second.P99, Axis.Logarithmic);
        if (Histogram(comparison) is { } histogram) page.Plot(histogram.ToInline(ChartSize.Half), histogram.ToInline(ChartSize.Narrow));
        Write(page, comparison, "CPU of the server", "percent of one core", second => second.ServerUserPercent + second.ServerSystemPercent, Axis.WithHeadroom);
        Write(page, comparison, "Memory of the server", "MiB, resident", second => second.ServerMemoryBytes / MiB, Axis.WithHeadroom);
        Write(page, comparison, "Delivered", "events a second, to all subscribers", second => second.Delivered, Axis.WithHeadroom);
        Write(page, comparison, "Connections", "in effect", second => second.Connections, Axis.WithHeadroom);
    }

    private static void Write(HtmlPage page, Comparison comparison, string title, string unit, Func<SecondFigures, double?> of, Func<IEnumerable<double>, Axis> axis)
    {
        var curves = comparison.Servers.SelectMany((server, index) => server.Rounds.Select((report, round) =>
            new Curve(server.Name, Palette.Of(index), RunPlots.Points(report, of))
            {
                IsNamed = round == 0, Style = server.Rounds.Count == 1 ? CurveStyle.Line : CurveStyle.Thin,
            })).ToList();
        if (!RunPlots.Values(curves).Any(value => value > 0)) return;
        var seconds = comparison.Servers.SelectMany(server => server.Rounds).Max(RunPlots.Length);
        var chart = new TimeChart(title, unit, seconds, axis(RunPlots.Values(curves)), curves);
        page.Plot(chart.ToInline(ChartSize.Half), chart.ToInline(ChartSize.Narrow));
    }

    private static void WriteBars(HtmlPage page, Comparison comparison, string title, string unit, Func<RunReport, double?> of)
    {
        List<BarRow> rows = [.. comparison.Servers.Select((server, index) => server.Of(of) is { } spread
            ? new BarRow(server.Name, spread.Median) { Low = spread.Low, High = spread.High, Colour = Palette.Of(index) }
            : new BarRow(server.Name, null) { Note = "not known" })];
        if (rows.All(row => row.Value is null)) return;
        var chart = new BarChart(title, unit, [new BarGroup(null, rows)]);
        page.Plot(chart.ToInline(ChartSize.Half), chart.ToInline(ChartSize.Narrow));
    }

    private static HistogramChart? Histogram(Comparison comparison)
    {
        var series = comparison.Servers
            .Select((server, index) => new HistogramSeries(server.Name, Palette.Of(index), server.Typical.Histogram))
            .Where(one => one.Buckets.Any(bucket => bucket.Count > 0)).ToList();
        return series.Count == 0 ? null : new HistogramChart("How often each latency came", "ms, logarithmic", series);
    }
}
