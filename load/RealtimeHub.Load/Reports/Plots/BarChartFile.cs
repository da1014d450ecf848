using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Load.Reports.Plots;

/// <summary>A <see cref="BarChart"/> as JSON, for programs that have something to draw.</summary>
internal sealed record BarChartFile(string Title, string Unit, IReadOnlyList<BarGroup> Groups)
{
    /// <summary>How all charts are written.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public string? Subtitle { get; init; }

    public BarReference? Reference { get; init; }

    public double? CutAt { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <exception cref="LoadException">It is none.</exception>
    public static BarChart Read(string json, string file)
    {
        try
        {
            var chart = JsonSerializer.Deserialize<BarChartFile>(json, Options) ?? throw new LoadException($"{file} is empty");
            return new BarChart(chart.Title, chart.Unit, chart.Groups)
            {
                Subtitle = chart.Subtitle,
                Reference = chart.Reference is { } reference ? (reference.Value, reference.Name) : null,
                CutAt = chart.CutAt,
                Notes = chart.Notes,
            };
        }
        catch (JsonException e)
        {
            throw new LoadException($"{file} is no bar chart: {e.Message}");
        }
    }
}

/// <summary>See <see cref="BarChart.Reference"/>.</summary>
internal sealed record BarReference(double Value, string Name);
