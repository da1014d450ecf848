namespace RealtimeHub.Load.Reports.Plots;

/// <summary>How often each value came, over a logarithmic axis: steps, filled when there is only one.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Unit">Of the values, such as <c>ms</c>.</param>
/// <param name="Series">One or several, which are then drawn over each other.</param>
internal sealed record HistogramChart(string Title, string Unit, IReadOnlyList<HistogramSeries> Series)
{
    /// <summary>Values that are marked by an upright line with their name, such as p50 and p99.</summary>
    public IReadOnlyList<(string Name, double Value)> Marks { get; init; } = [];

    /// <summary>SVG for a page that has the style of <see cref="Palette"/>.</summary>
    public string ToInline(ChartSize size)
    {
        var drawing = new HistogramDrawing(this, size);
        return drawing.Svg.ToInline(drawing.Draw(), Title);
    }
}

internal sealed record HistogramSeries(string Name, string Colour, IReadOnlyList<HistogramBucket> Buckets);
