using System.Text.Json;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>A <see cref="TimePicture"/> as JSON, for programs that have something to draw.</summary>
internal sealed record TimePictureFile(string Title, IReadOnlyList<FileChart> Charts)
{
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Parts of the run, marked in each chart.</summary>
    public IReadOnlyList<ChartPhase> Phases { get; init; } = [];

    /// <exception cref="LoadException">It is none.</exception>
    public static TimePicture Read(string json, string file)
    {
        try
        {
            var picture = JsonSerializer.Deserialize<TimePictureFile>(json, BarChartFile.Options) ?? throw new LoadException($"{file} is empty");
            if (picture.Charts is not { Count: > 0 }) throw new LoadException($"{file} has no chart");
            return new TimePicture(picture.Title, [.. picture.Charts.Select(chart => chart.ToChart(picture.Phases))], picture.Notes);
        }
        catch (JsonException e)
        {
            throw new LoadException($"{file} is no picture of curves: {e.Message}");
        }
    }
}

/// <param name="IsLogarithmic">Of the upright axis.</param>
internal sealed record FileChart(string Title, string Unit, bool IsLogarithmic, IReadOnlyList<FileCurve> Curves)
{
    public TimeChart ToChart(IReadOnlyList<ChartPhase> phases)
    {
        var values = Curves.SelectMany(curve => curve.Values).OfType<double>();
        var seconds = Curves.Select(curve => curve.Values.Count).DefaultIfEmpty(1).Max();
        var axis = IsLogarithmic ? Axis.Logarithmic(values) : Axis.WithHeadroom(values);
        return new TimeChart(Title, Unit, seconds, axis, [.. Curves.Select(curve => curve.ToCurve())]) { Phases = phases };
    }
}

/// <summary>One curve.</summary>
/// <param name="Colour">Which of the colours of <see cref="Palette"/>.</param>
/// <param name="IsDashed">For what matters less.</param>
/// <param name="Values">Of each second; null where there is none.</param>
internal sealed record FileCurve(string Name, int Colour, bool IsDashed, IReadOnlyList<double?> Values)
{
    /// <summary>What happened within a second stands in its middle.</summary>
    public Curve ToCurve() => new(Name, Palette.Of(Colour), [.. Values.Select((value, second) => (second + 0.5, value))])
    {
        Style = IsDashed ? CurveStyle.Dashed : CurveStyle.Line,
    };
}
