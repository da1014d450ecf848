namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Bars that lie below each other, in groups: one number for each of several servers.</summary>
/// <param name="Title">What is shown, such as <c>CPU for each delivered event</c>.</param>
/// <param name="Unit">Is written after each value, such as <c>× floor</c> or <c>KB</c>.</param>
/// <param name="Groups">One for each shape of load; one without a heading when there is only one.</param>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<BarGroup> Groups)
{
    /// <summary>A second line below the title: how it was measured, and whether less is better.</summary>
    public string? Subtitle { get; init; }

    /// <summary>A value that all are compared with, such as 1 for the floor, and what it is called; drawn as an upright line.</summary>
    public (double Value, string Name)? Reference { get; init; }

    /// <summary>Bars beyond it are cut and marked as such, so that one bad value does not make all others dots; null: none is cut.</summary>
    public double? CutAt { get; init; }

    /// <summary>Lines below the picture.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>SVG for a page that has the style of <see cref="Palette"/>.</summary>
    public string ToInline(ChartSize size)
    {
        var drawing = new BarDrawing(this, size);
        return drawing.Svg.ToInline(drawing.Draw(), Title);
    }

    /// <summary>SVG for a file of its own: light or dark as the reader prefers.</summary>
    public string ToFile(ChartSize? size = null)
    {
        var drawing = new BarDrawing(this, size ?? ChartSize.Wide);
        return drawing.Svg.ToFile(drawing.Draw(), Title);
    }
}

/// <param name="Heading">What the bars have in common, such as <c>A: 1 topic × 5,000 subscribers</c>; null for none.</param>
internal sealed record BarGroup(string? Heading, IReadOnlyList<BarRow> Rows);

/// <summary>One bar.</summary>
/// <param name="Name">Whose value it is.</param>
/// <param name="Value">Null: there is none, and the note says why.</param>
internal sealed record BarRow(string Name, double? Value)
{
    /// <summary>The least and the greatest of several rounds; drawn as a whisker.</summary>
    public double? Low { get; init; }

    public double? High { get; init; }

    /// <summary>Whether it is the one that the picture is about.</summary>
    public bool Highlight { get; init; }

    /// <summary>A colour of its own, when it has one in other pictures too; null: grey, or that of highlights.</summary>
    public string? Colour { get; init; }

    /// <summary>What has to be known about it, such as <c>delivers 63 % of the rate</c> or <c>left out: not installable</c>.</summary>
    public string? Note { get; init; }
}
