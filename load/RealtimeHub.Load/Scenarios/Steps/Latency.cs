using HdrHistogram;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Turns histograms of microseconds into the milliseconds of a report.</summary>
internal static class Latency
{
    private const double Micros = 1_000;

    // Each bucket of the report is so much wider than the one below it.
    private const double Growth = 1.05;

    public static LatencyFigures Of(HistogramBase histogram) => histogram.TotalCount == 0 ? Nothing : new LatencyFigures
    {
        Count = histogram.TotalCount,
        Min = histogram.RecordedValues().First().ValueIteratedTo / Micros,
        Mean = histogram.GetMean() / Micros,
        P50 = At(histogram, 50),
        P90 = At(histogram, 90),
        P99 = At(histogram, 99),
        P999 = At(histogram, 99.9),
        Max = histogram.GetMaxValue() / Micros,
    };

    public static LatencyFigures Nothing { get; } = new() { Count = 0, Min = 0, Mean = 0, P50 = 0, P90 = 0, P99 = 0, P999 = 0, Max = 0 };

    /// <summary>A percentile in milliseconds; null when there is nothing.</summary>
    public static double? OrNull(HistogramBase histogram, double percentile) => histogram.TotalCount == 0 ? null : histogram.GetValueAtPercentile(percentile) / Micros;

    /// <summary>A percentile in milliseconds; 0 when there is nothing, as when a server was so late that no event of the measurement came.</summary>
    public static double At(HistogramBase histogram, double percentile) => OrNull(histogram, percentile) ?? 0;

    /// <summary>For plots: buckets that are 5 % wide, in milliseconds, those with nothing in them left out.</summary>
    public static IReadOnlyList<HistogramBucket> Buckets(HistogramBase histogram) =>
    [
        .. histogram.RecordedValues()
            .GroupBy(value => (int)Math.Floor(Math.Log(Math.Max(1, value.ValueIteratedTo), Growth)), value => value.CountAtValueIteratedTo)
            .Select(bucket => new HistogramBucket(Math.Pow(Growth, bucket.Key) / Micros, Math.Pow(Growth, bucket.Key + 1) / Micros, bucket.Sum())),
    ];

    /// <summary>All of several seconds.</summary>
    public static HistogramBase Between(Fleets.IFleet fleet, int from, int to) =>
        Histograms.Sum(Enumerable.Range(from, to - from).Select(fleet.Second));
}
