using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class LatencyTests
{
    [Fact]
    public void Microseconds_of_a_histogram_are_milliseconds_of_a_report()
    {
        var histogram = Histograms.Large();
        for (var i = 1; i <= 1_000; i++) histogram.RecordValue(i * 100);
        var figures = Latency.Of(histogram);
        Assert.Equal(1_000, figures.Count);
        Assert.Equal(0.1, figures.Min, tolerance: 0.001);
        Assert.Equal(50, figures.P50, tolerance: 0.1);
        Assert.Equal(99, figures.P99, tolerance: 0.1);
        Assert.Equal(100, figures.Max, tolerance: 0.1);
        Assert.Equal(50.05, figures.Mean, tolerance: 0.1);
    }

    [Fact]
    public void Of_nothing_all_figures_are_0() => Assert.Equal(Latency.Nothing, Latency.Of(Histograms.Large()));

    [Fact]
    public void Buckets_hold_every_latency_once_and_follow_one_another()
    {
        var histogram = Histograms.Large();
        foreach (var value in (long[])[1, 2, 1_500, 1_501, 250_000, 3_000_000]) histogram.RecordValue(value);
        var buckets = Latency.Buckets(histogram);
        Assert.Equal(6, buckets.Sum(bucket => bucket.Count));
        Assert.All(buckets.Zip(buckets.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From + 1e-9));
        Assert.Contains(buckets, bucket => bucket.From <= 1.5 && bucket.To > 1.5 && bucket.Count == 2);
    }
}
