using System.Globalization;
using System.Net;
using System.Text;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Draws a chart as SVG, on a light ground whatever the page around it has.</summary>
internal sealed class SvgChart
{
    private const int Width = 960;
    private const int Left = 88;
    private const int Right = 24;
    private const int PlotWidth = Width - Left - Right;
    private const int FirstPanelTop = 104;
    private const int PanelHeight = 200;
    private const int PanelGap = 52;
    private const int NoteHeight = 20;
    private const int TimeSteps = 7;
    private const int MarkLabelHeight = 20;
    private const string Ink = "#1f2937";
    private const string Faint = "#6b7280";
    private const string Grid = "#e5e7eb";
    private const string MarkColour = "#b91c1c";

    private readonly StringBuilder _svg = new();
    private readonly Chart _chart;

    private SvgChart(Chart chart) => _chart = chart;

    public static string Write(Chart chart)
    {
        var drawing = new SvgChart(chart);
        drawing.Draw();
        return drawing._svg.ToString();
    }

    private void Draw()
    {
        var panelsEnd = FirstPanelTop + (_chart.Panels.Count * (PanelHeight + PanelGap)) - PanelGap;
        var height = panelsEnd + 62 + (_chart.Notes.Count * NoteHeight);
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" font-family="system-ui, sans-serif" font-size="14">""");
        Add($"""<rect width="{Width}" height="{height}" rx="8" fill="#ffffff"/>""");
        AddText(Left, 32, _chart.Title, Ink, "font-size=\"18\" font-weight=\"600\"");
        DrawLegend(56);
        for (var i = 0; i < _chart.Panels.Count; i++) DrawPanel(_chart.Panels[i], FirstPanelTop + (i * (PanelHeight + PanelGap)));
        DrawTimes(panelsEnd);
        for (var i = 0; i < _chart.Notes.Count; i++) AddText(Left, panelsEnd + 62 + (i * NoteHeight), _chart.Notes[i], Faint, "font-size=\"13\"");
        Add($"</svg>");
    }

    /// <summary>The names of the first panel; the others use the same colours.</summary>
    private void DrawLegend(double y)
    {
        double x = Left;
        foreach (var curve in _chart.Panels[0].Curves)
        {
            Add($"""<line x1="{x:0.#}" y1="{y - 5:0.#}" x2="{x + 28:0.#}" y2="{y - 5:0.#}" {Stroke(curve)}/>""");
            AddText(x + 36, y, curve.Name, Ink);
            x += 64 + (curve.Name.Length * 7.4);
        }
    }

    private void DrawPanel(Panel panel, double top)
    {
        AddText(Left, top - 10, panel.Title, Ink, "font-size=\"13\" font-weight=\"600\"");
        foreach (var tick in panel.Axis.Ticks)
        {
            var y = Y(panel, top, tick);
            Add($"""<line x1="{Left}" y1="{y:0.#}" x2="{Left + PlotWidth}" y2="{y:0.#}" stroke="{Grid}"/>""");
            AddText(Left - 8, y + 5, Axis.Show(tick), Faint, "text-anchor=\"end\"");
        }

        DrawMark(top, isLabelled: panel == _chart.Panels[0]);
        foreach (var curve in panel.Curves) DrawCurve(panel, top, curve);
    }

    /// <summary>In all panels; what it means stands below the first.</summary>
    private void DrawMark(double top, bool isLabelled)
    {
        var x = X(_chart.Mark.Second);
        var bottom = top + PanelHeight + (isLabelled ? MarkLabelHeight : 0);
        Add($"""<line x1="{x:0.#}" y1="{top}" x2="{x:0.#}" y2="{bottom}" stroke="{MarkColour}" stroke-dasharray="3 4"/>""");
        if (isLabelled) AddText(x + 6, bottom - 3, _chart.Mark.Text, MarkColour, "font-size=\"13\"");
    }

    private void DrawCurve(Panel panel, double top, Curve curve)
    {
        var path = new StringBuilder();
        var isBroken = true;
        foreach (var (second, value) in curve.Points)
        {
            if (value is { } known) path.Append(CultureInfo.InvariantCulture, $"{(isBroken ? 'M' : 'L')}{X(second):0.#} {Y(panel, top, known):0.#}");
            isBroken = value is null;
        }

        Add($"""<path d="{path}" fill="none" stroke-linejoin="round" {Stroke(curve)}/>""");
    }

    private void DrawTimes(double bottom)
    {
        foreach (var tick in Axis.Linear([_chart.Seconds], TimeSteps).Ticks.Where(tick => tick <= _chart.Seconds))
            AddText(X(tick), bottom + 20, Axis.Show(tick), Faint, "text-anchor=\"middle\"");
        AddText(Left + (PlotWidth / 2.0), bottom + 38, "seconds", Faint, "text-anchor=\"middle\" font-size=\"13\"");
    }

    private double X(double second) => Left + (PlotWidth * second / _chart.Seconds);

    private static double Y(Panel panel, double top, double value) => top + (PanelHeight * (1 - panel.Axis.PlaceOf(value)));

    private static string Stroke(Curve curve) =>
        $"stroke=\"{curve.Colour}\" {(curve.IsDashed ? "stroke-width=\"1.5\" stroke-dasharray=\"5 4\"" : "stroke-width=\"2.5\"")}";

    private void AddText(double x, double y, string text, string colour, string more = "") =>
        Add($"""<text x="{x:0.#}" y="{y:0.#}" fill="{colour}" {more}>{WebUtility.HtmlEncode(text)}</text>""");

    private void Add(FormattableString line) => _svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
