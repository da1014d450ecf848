using System.Globalization;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Draws a <see cref="BarChart"/>: names beside the bars, or above them where it is narrow.</summary>
internal sealed class BarDrawing
{
    private const double BarHeight = 17;
    private const double RowGap = 7;
    private const double GroupGap = 16;

    private readonly BarChart _chart;
    private readonly ChartSize _size;
    private readonly Axis _axis;
    private readonly double _left;
    private readonly double _plotWidth;
    private double _y;

    public BarDrawing(BarChart chart, ChartSize size)
    {
        (_chart, _size) = (chart, size);
        Svg = new SvgWriter(size);
        var rows = chart.Groups.SelectMany(group => group.Rows).ToList();
        var limit = chart.CutAt ?? double.MaxValue;
        var ends = rows.Select(EndOf).Append(chart.Reference?.Value ?? 0).Select(value => Math.Min(value, limit));
        _axis = Axis.Linear(ends, size.Width < 700 ? 4 : 6);
        _left = size.IsNarrow ? 0 : rows.Select(row => row.Highlight ? size.WidthOfBold(row.Name) : size.WidthOf(row.Name)).DefaultIfEmpty(0).Max() + 14;
        _plotWidth = size.IsNarrow ? size.Width - 6 : WidthThatLeavesRoom(rows);
    }

    public SvgWriter Svg { get; }

    /// <summary>Draws it and says how high it became.</summary>
    public double Draw()
    {
        _y = _size.Text + 4;
        Svg.Text(0, _y, _chart.Title, more: string.Create(CultureInfo.InvariantCulture, $"font-size=\"{_size.Text + 2}\" font-weight=\"650\""));
        if (_chart.Subtitle is { } subtitle) _y = Svg.TextLines(0, _y + _size.Text + 6, subtitle);
        _y += 14;
        foreach (var group in _chart.Groups) DrawGroup(group);
        _y -= GroupGap - 4;
        foreach (var note in _chart.Notes) _y = Svg.TextLines(0, _y + _size.Text + 4, note);
        return _y + 6;
    }

    private void DrawGroup(BarGroup group)
    {
        if (group.Heading is { } heading)
        {
            _y = Svg.TextLines(0, _y + _size.Text, heading, Palette.Ink, "font-weight=\"600\"") + 10;
        }

        DrawAxis(_y, _y + group.Rows.Sum(HeightOf));
        foreach (var row in group.Rows)
        {
            if (_size.IsNarrow) DrawNarrow(row);
            else DrawWide(row);
            _y += HeightOf(row);
        }

        DrawTicks(_y);
        _y += _size.Text + GroupGap + 6;
    }

    private double HeightOf(BarRow row) => !_size.IsNarrow ? BarHeight + RowGap
        : (row.Value is null ? 0 : BarHeight) + RowGap + ((_size.Text + 4) * (HasNoteLine(row) ? 2 : 1));

    private void DrawAxis(double top, double bottom)
    {
        foreach (var tick in _axis.Ticks) Svg.Line(X(tick), top, X(tick), bottom, Palette.Grid);
        if (_chart.Reference is { } reference) Svg.Line(X(reference.Value), top - 2, X(reference.Value), bottom + 2, Palette.Soft, "stroke-dasharray=\"3 3\"");
        Svg.Line(_left, top, _left, bottom, Palette.Line);
    }

    private void DrawTicks(double y)
    {
        var reference = _chart.Reference;
        foreach (var tick in _axis.Ticks.Where(tick => reference is null || Math.Abs(X(tick) - X(reference.Value.Value)) > (_size.WidthOf(reference.Value.Name) / 2) + 12))
            DrawTick(tick, Axis.Show(tick), y);
        if (reference is { } named) DrawTick(named.Value, named.Name, y);
    }

    private void DrawTick(double value, string text, double y)
    {
        var anchor = X(value) < 8 ? "start" : X(value) > _size.Width - 12 ? "end" : "middle";
        Svg.Text(X(value), y + _size.Text + 1, text, Palette.Soft, $"text-anchor=\"{anchor}\"");
    }

    /// <summary>Name, bar, value and note in one line.</summary>
    private void DrawWide(BarRow row)
    {
        var top = _y + (RowGap / 2);
        var line = top + BarHeight - 4;
        Svg.TextBefore(_left - 10, line, row.Name, Palette.Ink, WeightOf(row));
        var x = (row.Value is { } value ? DrawBar(row, value, top) : _left) + 7;
        Svg.Text(x, line, ValueText(row), Palette.Ink, $"{WeightOf(row)} {SvgWriter.Rim}");
        if (row.Value is not null) x += (row.Highlight ? _size.WidthOfBold(ValueText(row)) : _size.WidthOf(ValueText(row))) + 6;
        if (row.Note is { } note) Svg.Text(x, line, note, Palette.Soft, $"font-style=\"italic\" {SvgWriter.Rim}");
    }

    /// <summary>Name and value, below them the bar, below that the note.</summary>
    private void DrawNarrow(BarRow row)
    {
        var line = _y + (RowGap / 2) + _size.Text - 2;
        Svg.Text(0, line, row.Name, Palette.Ink, $"{WeightOf(row)} {SvgWriter.Rim}");
        if (row.Value is { } value)
        {
            Svg.TextBefore(_size.Width - 2, line, ValueText(row), Palette.Ink, $"{WeightOf(row)} {SvgWriter.Rim}");
            DrawBar(row, value, line + 4);
            line += BarHeight + _size.Text + 4;
        }

        var (x, anchor) = row.Value is null ? (_size.Width - 2, "end") : (0, "start");
        if (row.Note is { } note) Svg.Text(x, line, note, Palette.Soft, $"font-style=\"italic\" text-anchor=\"{anchor}\" {SvgWriter.Rim}");
    }

    /// <returns>Where the bar and its whisker end.</returns>
    private double DrawBar(BarRow row, double value, double top)
    {
        var end = X(value);
        var colour = row.Colour ?? (row.Highlight ? Palette.Blue : Palette.Grey);
        Svg.Rect(_left, top, end - _left, BarHeight, colour, $"rx=\"2\"{(row.Highlight ? "" : " opacity=\"0.75\"")}");
        if (value > _axis.To)
        {
            // Two slanted gaps say that the bar goes on.
            for (var i = 0; i < 2; i++) Svg.Line(end - 16 + (i * 7), top + BarHeight + 1, end - 10 + (i * 7), top - 1, Palette.Paper, "stroke-width=\"2.5\"");
            return end;
        }

        if (row is not { Low: { } low, High: { } high } || high - low <= 0) return end;
        var middle = top + (BarHeight / 2);
        Svg.Line(X(low), middle, X(high), middle, Palette.Ink, "stroke-width=\"1.5\"");
        foreach (var bound in new[] { low, high }) Svg.Line(X(bound), middle - 4, X(bound), middle + 4, Palette.Ink, "stroke-width=\"1.5\"");
        return Math.Max(end, X(high));
    }

    private string ValueText(BarRow row) => row.Value is { } value
        ? $"{value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture)} {_chart.Unit}".TrimEnd()
        : "";

    private static string WeightOf(BarRow row) => row.Highlight ? "font-weight=\"650\"" : "";

    private static bool HasNoteLine(BarRow row) => row is { Note: not null, Value: not null };

    /// <summary>The widest plot in which value and note of every bar have their place behind it.</summary>
    private double WidthThatLeavesRoom(IReadOnlyList<BarRow> rows)
    {
        var room = _size.Width - _left;
        var width = rows.Select(row => (room - _size.WidthOfBold(ValueText(row)) - _size.WidthOf(row.Note ?? "") - 16) / Math.Max(_axis.PlaceOf(EndOf(row)), 0.01)).DefaultIfEmpty(room).Min();
        return Math.Clamp(width, room * 0.35, room - 14);
    }

    private static double EndOf(BarRow row) => Math.Max(row.Value ?? 0, row.High ?? 0);

    private double X(double value) => _left + (_plotWidth * _axis.PlaceOf(value));
}
