namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Curves over the seconds of a run.</summary>
/// <param name="Title">What is shown, such as <c>Latency</c>.</param>
/// <param name="Unit">Of the upright axis, such as <c>ms, logarithmic</c>.</param>
/// <param name="Seconds">How long the time axis is.</param>
/// <param name="Axis">The upright one.</param>
internal sealed record TimeChart(string Title, string Unit, double Seconds, Axis Axis, IReadOnlyList<Curve> Curves)
{
    /// <summary>Parts of the run, marked behind the curves.</summary>
    public IReadOnlyList<ChartPhase> Phases { get; init; } = [];

    /// <summary>SVG for a page that has the style of <see cref="Palette"/>.</summary>
    public string ToInline(ChartSize size)
    {
        var drawing = new TimeDrawing(this, size);
        return drawing.Svg.ToInline(drawing.Draw(), Title);
    }
}

/// <summary>One curve; it is broken where a value is missing.</summary>
internal sealed record Curve(string Name, string Colour, IReadOnlyList<(double Second, double? Value)> Points)
{
    public CurveStyle Style { get; init; } = CurveStyle.Line;

    /// <summary>Whether its name stands in the legend: of several curves of one thing only the first.</summary>
    public bool IsNamed { get; init; } = true;
}

internal enum CurveStyle
{
    Line,

    /// <summary>For what matters less.</summary>
    Thin,

    Dashed,

    /// <summary>With the room between it and the ground filled.</summary>
    Area,
}

/// <summary>A part of the run, from the beginning of a second to the end of another.</summary>
internal sealed record ChartPhase(string Name, double From, double To);
