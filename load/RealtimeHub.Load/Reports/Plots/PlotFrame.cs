using System.Globalization;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>What stands around every picture with two axes: title, legend, grid and what is written at the axes.</summary>
internal sealed class PlotFrame
{
    private readonly SvgWriter _svg;
    private readonly Axis _across;
    private readonly Axis _upright;

    /// <param name="svg">Where it is drawn.</param>
    /// <param name="across">The axis below.</param>
    /// <param name="upright">The axis on the left.</param>
    /// <param name="labels">The least room for what is written beside the upright axis.</param>
    public PlotFrame(SvgWriter svg, Axis across, Axis upright, double labels = 0)
    {
        (_svg, _across, _upright) = (svg, across, upright);
        Left = Math.Max(labels, LabelsOf(upright, svg.Size)) + 10;
    }

    public double Left { get; }

    public double Right => _svg.Size.Width - 10;

    public double Top { get; private set; }

    public double Bottom => Top + _svg.Size.PlotHeight;

    /// <summary>How high all of it is.</summary>
    public double Height => Bottom + (2 * _svg.Size.Text) + 14;

    /// <summary>How much room the values of an upright axis take.</summary>
    public static double LabelsOf(Axis upright, ChartSize size) => upright.Ticks.Max(tick => size.WidthOf(Axis.Show(tick)));

    public double X(double value) => Left + ((Right - Left) * _across.PlaceOf(value));

    public double Y(double value) => Bottom - (_svg.Size.PlotHeight * _upright.PlaceOf(value));

    /// <summary>The title with the unit behind it, and below it the names of the curves.</summary>
    public void DrawHead(string title, string unit, IReadOnlyList<(string Name, string Colour, string Dash)> legend)
    {
        var size = _svg.Size;
        var titleSize = size.Text + 1.5;
        _svg.Add($"""<text x="0" y="{size.Text + 3:0.#}" fill="{Palette.Ink}" font-weight="650" font-size="{titleSize:0.#}">{SvgWriter.Encode(title)} <tspan fill="{Palette.Soft}" font-weight="400" font-size="{size.Text}">{SvgWriter.Encode(unit)}</tspan></text>""");
        var y = (2 * size.Text) + 11;
        double x = 0;
        foreach (var (name, colour, dash) in legend)
        {
            var width = 24 + size.WidthOf(name);
            if (x > 0 && x + width > size.Width) (x, y) = (0, y + size.Text + 5);
            _svg.Line(x, y - 4, x + 17, y - 4, colour, $"stroke-width=\"3\" {dash}");
            _svg.Text(x + 22, y, name, Palette.Soft);
            x += width + 14;
        }

        Top = (legend.Count == 0 ? size.Text + 3 : y) + 14;
    }

    public void DrawGrid()
    {
        foreach (var tick in _upright.Ticks)
        {
            _svg.Line(Left, Y(tick), Right, Y(tick), Palette.Grid);
            _svg.TextBefore(Left - 7, Y(tick) + (_svg.Size.Text * 0.35), Axis.Show(tick));
        }
    }

    /// <summary>What is written below.</summary>
    /// <param name="unit">Of the axis; it stands in the middle below its values.</param>
    public void DrawBelow(string unit)
    {
        _svg.Line(Left, Bottom, Right, Bottom, Palette.Line);
        double lastEnd = double.MinValue;
        foreach (var tick in _across.Ticks)
        {
            var text = Axis.Show(tick);
            var half = _svg.Size.WidthOf(text) / 2;
            var x = Math.Min(X(tick), _svg.Size.Width - half);
            if (x - half < lastEnd + 8) continue;
            _svg.Line(X(tick), Bottom, X(tick), Bottom + 4, Palette.Line);
            _svg.TextAround(x, Bottom + _svg.Size.Text + 6, text);
            lastEnd = x + half;
        }

        _svg.TextAround((Left + Right) / 2, Bottom + (2 * _svg.Size.Text) + 8, unit, Palette.Soft, Small);
    }

    public string Small => string.Create(CultureInfo.InvariantCulture, $"font-size=\"{_svg.Size.Text - 1:0.#}\"");
}
