using System.Globalization;
using System.Text;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>Draws a <see cref="HistogramChart"/>.</summary>
internal sealed class HistogramDrawing
{
    private const int UnitsForBin = 7;

    private readonly HistogramChart _chart;
    private readonly PlotFrame _frame;
    private readonly List<double[]> _shares;

    public HistogramDrawing(HistogramChart chart, ChartSize size)
    {
        _chart = chart;
        Svg = new SvgWriter(size);
        var across = Axis.Logarithmic(chart.Series.SelectMany(series => series.Buckets).Where(bucket => bucket.Count > 0).SelectMany(bucket => new[] { bucket.From, bucket.To }));
        _shares = [.. chart.Series.Select(series => HistogramBins.Share(series.Buckets, across, size.Width / UnitsForBin))];
        _frame = new PlotFrame(Svg, across, Axis.Linear(_shares.SelectMany(share => share), 4));
    }

    public SvgWriter Svg { get; }

    /// <summary>Draws it and says how high it became.</summary>
    public double Draw()
    {
        var legend = _chart.Series.Count > 1 ? _chart.Series.Select(series => (series.Name, series.Colour, "")) : [];
        _frame.DrawHead(_chart.Title, "percent of all", [.. legend]);
        _frame.DrawGrid();
        for (var i = 0; i < _chart.Series.Count; i++) DrawSeries(_chart.Series[i], _shares[i]);
        DrawMarks();
        _frame.DrawBelow(_chart.Unit);
        return _frame.Height;
    }

    private void DrawSeries(HistogramSeries series, double[] shares)
    {
        var step = (_frame.Right - _frame.Left) / shares.Length;
        var path = new StringBuilder().Append(CultureInfo.InvariantCulture, $"M{_frame.Left:0.#} {_frame.Bottom:0.#}");
        for (var i = 0; i < shares.Length; i++)
            path.Append(CultureInfo.InvariantCulture, $"V{_frame.Y(shares[i]):0.#}H{_frame.Left + ((i + 1) * step):0.#}");
        path.Append(CultureInfo.InvariantCulture, $"V{_frame.Bottom:0.#}");
        var opacity = _chart.Series.Count == 1 ? "0.35" : "0.10";
        Svg.Path(path, $"fill=\"{series.Colour}\" fill-opacity=\"{opacity}\" stroke=\"{series.Colour}\" stroke-width=\"1.4\" stroke-linejoin=\"round\"");
    }

    /// <summary>Names that would lie over each other are set one below the other.</summary>
    private void DrawMarks()
    {
        var y = _frame.Top + Svg.Size.Text;
        double lastEnd = double.MinValue;
        foreach (var (name, value) in _chart.Marks)
        {
            var x = _frame.X(value);
            Svg.Line(x, _frame.Top, x, _frame.Bottom, Palette.Soft, "stroke-dasharray=\"3 3\"");
            if (x < lastEnd + 4) y += Svg.Size.Text + 2;
            var isNearTheEnd = x + Svg.Size.WidthOf(name) + 6 > _frame.Right;
            Svg.Text(isNearTheEnd ? x - 5 : x + 5, y, name, Palette.Ink,
                $"{_frame.Small} {(isNearTheEnd ? "text-anchor=\"end\"" : "")} {SvgWriter.Rim}");
            lastEnd = x + Svg.Size.WidthOf(name);
        }
    }
}
