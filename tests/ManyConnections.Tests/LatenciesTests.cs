using System.Diagnostics;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests;

public sealed class LatenciesTests
{
    private readonly Latencies _latencies = new();

    [Fact]
    public void Percentiles_are_right_to_two_percent()
    {
        _latencies.CountFrom(0);
        for (var microseconds = 1; microseconds <= 100_000; microseconds++) Add(due: 0, microseconds);
        Assert.InRange(_latencies.PercentileMs(0.50), 50.0, 51.0);
        Assert.InRange(_latencies.PercentileMs(0.99), 99.0, 100.0);
        Assert.Equal(100.0, _latencies.MaxMs);
        Assert.Equal(100_000, _latencies.Count);
    }

    [Fact]
    public void What_was_due_in_the_warm_up_does_not_count()
    {
        _latencies.CountFrom(10);
        Add(due: 9, microseconds: 500);
        Assert.Equal(0, _latencies.Count);
    }

    [Fact]
    public void Without_events_there_is_no_latency() => Assert.Equal(0, _latencies.PercentileMs(0.99));

    private void Add(long due, long microseconds) => _latencies.Add(due, due + (microseconds * (Stopwatch.Frequency / 1_000_000)));
}
