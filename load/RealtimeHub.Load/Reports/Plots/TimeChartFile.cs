using System.Text.Json;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>A <see cref="TimeChart"/> as JSON, for programs that have something to draw.</summary>
/// <param name="IsLogarithmic">Of the upright axis.</param>
internal sealed record TimeChartFile(string Title, string Unit, bool IsLogarithmic, IReadOnlyList<FileCurve> Curves)
{
    public IReadOnlyList<ChartPhase> Phases { get; init; } = [];

    /// <exception cref="LoadException">It is none.</exception>
    public static TimeChart Read(string json, string file)
    {
        try
        {
            var chart = JsonSerializer.Deserialize<TimeChartFile>(json, BarChartFile.Options) ?? throw new LoadException($"{file} is empty");
            return chart.ToChart();
        }
        catch (JsonException e)
        {
            throw new LoadException($"{file} is no chart of curves: {e.Message}");
        }
    }

    private TimeChart ToChart()
    {
        var values = Curves.SelectMany(curve => curve.Values).OfType<double>();
        var seconds = Curves.Select(curve => curve.Values.Count).DefaultIfEmpty(1).Max();
        return new TimeChart(Title, Unit, seconds, IsLogarithmic ? Axis.Logarithmic(values) : Axis.WithHeadroom(values), [.. Curves.Select(curve => curve.ToCurve())])
        {
            Phases = Phases,
        };
    }
}

/// <summary>One curve.</summary>
/// <param name="Colour">Which of the colours of <see cref="Palette"/>.</param>
/// <param name="Values">Of each second; null where there is none.</param>
internal sealed record FileCurve(string Name, int Colour, bool IsDashed, IReadOnlyList<double?> Values)
{
    /// <summary>What happened within a second stands in its middle.</summary>
    public Curve ToCurve() => new(Name, Palette.Of(Colour), [.. Values.Select((value, second) => (second + 0.5, value))])
    {
        Style = IsDashed ? CurveStyle.Dashed : CurveStyle.Line,
    };
}
