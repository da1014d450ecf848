using System.Diagnostics;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests;

public sealed class LatencyTimelineTests
{
    private const long Start = 1_000;

    private readonly LatencyTimeline _timeline = new(seconds: 3);

    public LatencyTimelineTests() => _timeline.StartAt(Start);

    [Fact]
    public void A_late_event_counts_in_the_second_in_which_it_was_due()
    {
        Add(dueSecond: 1.5, latencySeconds: 60);
        Assert.Equal((0, 1, 0), (Count(0), Count(1), Count(2)));
        Assert.Equal(60_000, _timeline.Second(1).MaxMs);
    }

    [Fact]
    public void What_was_due_before_or_after_does_not_count()
    {
        Add(dueSecond: -0.000_1, latencySeconds: 1);
        Add(dueSecond: 3, latencySeconds: 1);
        Assert.Equal(0, _timeline.Between(0, 3).Count);
    }

    [Fact]
    public void Some_seconds_together_have_the_percentiles_of_all_their_events()
    {
        for (var i = 0; i < 99; i++) Add(dueSecond: 0, latencySeconds: 0.010);
        Add(dueSecond: 1, latencySeconds: 0.500);
        Add(dueSecond: 2, latencySeconds: 9);
        var both = _timeline.Between(0, 2);
        Assert.Equal((100, 500.0), (both.Count, both.MaxMs));
        Assert.InRange(both.PercentileMs(0.99), 10.0, 10.2);
        Assert.InRange(both.PercentileMs(0.995), 499.0, 500.0);
    }

    private long Count(int second) => _timeline.Second(second).Count;

    private void Add(double dueSecond, double latencySeconds)
    {
        var due = Start + (long)Math.Floor(dueSecond * Stopwatch.Frequency);
        _timeline.Add(due, due + (long)(latencySeconds * Stopwatch.Frequency));
    }
}
