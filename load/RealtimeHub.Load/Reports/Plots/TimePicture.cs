using System.Globalization;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Curves over the same seconds, one chart below the other, as a file of its own: light or dark as the reader prefers.</summary>
/// <param name="Title">What all of it shows.</param>
/// <param name="Charts">From above to below.</param>
/// <param name="Notes">Lines below the picture.</param>
internal sealed record TimePicture(string Title, IReadOnlyList<TimeChart> Charts, IReadOnlyList<string> Notes)
{
    private const double Gap = 14;

    public string ToFile(ChartSize size)
    {
        var svg = new SvgWriter(size);
        var y = size.Text + 4;
        svg.Text(0, y, Title, more: string.Create(CultureInfo.InvariantCulture, $"font-size=\"{size.Text + 3}\" font-weight=\"650\""));
        y += Gap;

        // What happened at the same second stands below each other.
        var labels = Charts.Max(chart => PlotFrame.LabelsOf(chart.Axis, size));
        foreach (var chart in Charts)
        {
            var drawing = new TimeDrawing(chart, size, labels);
            var height = drawing.Draw();
            svg.Add($"<g transform=\"translate(0 {y:0.#})\">");
            svg.Add($"{drawing.Svg.ToInline(height, chart.Title)}</g>");
            y += height + Gap;
        }

        y -= Gap;
        foreach (var note in Notes) y = svg.TextLines(0, y + size.Text + 5, note);
        return svg.ToFile(y + 4, Title);
    }
}
