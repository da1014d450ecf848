using System.Globalization;
using System.Text;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Draws a <see cref="TimeChart"/>.</summary>
internal sealed class TimeDrawing
{
    private readonly TimeChart _chart;
    private readonly PlotFrame _frame;

    /// <param name="chart">What is drawn.</param>
    /// <param name="size">How large.</param>
    /// <param name="labels">The least room for what is written beside the upright axis.</param>
    public TimeDrawing(TimeChart chart, ChartSize size, double labels = 0)
    {
        _chart = chart;
        Svg = new SvgWriter(size);
        _frame = new PlotFrame(Svg, Axis.Exact(chart.Seconds, size.IsNarrow ? 4 : 8), chart.Axis, labels);
    }

    public SvgWriter Svg { get; }

    /// <summary>Draws it and says how high it became.</summary>
    public double Draw()
    {
        _frame.DrawHead(_chart.Title, _chart.Unit, [.. _chart.Curves.Where(curve => curve.IsNamed).Select(curve => (curve.Name, curve.Colour, DashOf(curve)))]);
        DrawPhaseGrounds();
        foreach (var curve in _chart.Curves.Where(curve => curve.Style == CurveStyle.Area)) DrawArea(curve);
        _frame.DrawGrid();
        foreach (var curve in _chart.Curves) DrawLine(curve);
        DrawPhaseNames();
        _frame.DrawBelow("seconds");
        return _frame.Height;
    }

    /// <summary>Every second part has a ground of its own, so that one sees where it ends.</summary>
    private void DrawPhaseGrounds()
    {
        for (var i = 0; i < _chart.Phases.Count; i++)
        {
            var phase = _chart.Phases[i];
            var (from, to) = (_frame.X(phase.From), _frame.X(phase.To));
            if (i % 2 == 1) Svg.Rect(from, _frame.Top, to - from, _frame.Bottom - _frame.Top, "var(--band)");
            if (i > 0) Svg.Line(from, _frame.Top, from, _frame.Bottom, Palette.Line, "stroke-dasharray=\"3 3\"");
        }
    }

    private void DrawPhaseNames()
    {
        foreach (var phase in _chart.Phases)
        {
            if (_frame.X(phase.To) - _frame.X(phase.From) < Svg.Size.WidthOf(phase.Name) * 0.9) continue;
            Svg.Text(_frame.X(phase.From) + 5, _frame.Top + Svg.Size.Text, phase.Name, Palette.Soft,
                $"{_frame.Small} font-style=\"italic\" {SvgWriter.Rim}");
        }
    }

    private void DrawLine(Curve curve)
    {
        var path = new StringBuilder();
        var isBroken = true;
        var lone = 0;
        foreach (var (second, value) in curve.Points)
        {
            if (value is { } known) path.Append(CultureInfo.InvariantCulture, $"{(isBroken ? 'M' : 'L')}{_frame.X(second):0.#} {_frame.Y(known):0.#}");
            lone += value is null ? 0 : 1;
            isBroken = value is null;
        }

        // A lone second has no line; a round end makes it a dot.
        if (lone == 1) path.Append("h0.1");
        if (lone > 0) Svg.Path(path, $"fill=\"none\" stroke=\"{curve.Colour}\" stroke-linejoin=\"round\" stroke-linecap=\"round\" {WidthOf(curve)} {DashOf(curve)}");
    }

    private void DrawArea(Curve curve)
    {
        List<(double Second, double? Value)> known = [.. curve.Points.Where(point => point.Value is not null)];
        if (known.Count < 2) return;
        var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{_frame.X(known[0].Second):0.#} {_frame.Bottom:0.#}");
        foreach (var (second, value) in known) path.Append(CultureInfo.InvariantCulture, $"L{_frame.X(second):0.#} {_frame.Y(value!.Value):0.#}");
        path.Append(CultureInfo.InvariantCulture, $"L{_frame.X(known[^1].Second):0.#} {_frame.Bottom:0.#}Z");

        // First the ground, so that areas that lie over each other keep their own colours.
        Svg.Path(path, $"fill=\"{Palette.Paper}\"");
        Svg.Path(path, $"fill=\"{curve.Colour}\" opacity=\"0.18\"");
    }

    private static string WidthOf(Curve curve) => curve.Style == CurveStyle.Thin ? "stroke-width=\"1.2\" opacity=\"0.75\"" : "stroke-width=\"2\"";

    private static string DashOf(Curve curve) => curve.Style == CurveStyle.Dashed ? "stroke-dasharray=\"5 4\"" : "";
}
