using System.Diagnostics;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests.Measuring;

public sealed class LatencyTimelineTests
{
    private static readonly long Second = Stopwatch.Frequency;
    private static readonly long Millisecond = Stopwatch.Frequency / 1_000;

    [Fact]
    public void An_event_belongs_to_the_second_in_which_it_was_due_however_late_it_came()
    {
        var timeline = Started(at: 10 * Second);

        timeline.Add(due: 11 * Second, arrival: 14 * Second);
        timeline.Add(due: (12 * Second) - 1, arrival: (12 * Second) + (5 * Millisecond));

        Assert.Equal([0, 2, 0], Enumerable.Range(0, 3).Select(second => timeline.Copy(second).TotalCount));
        Assert.InRange(timeline.Copy(1).GetValueAtPercentile(100), 2_998_000, 3_002_000);
        Assert.InRange(timeline.Copy(1).GetValueAtPercentile(50), 4_995, 5_005);
    }

    [Fact]
    public void What_was_due_before_the_measurement_or_long_after_it_does_not_count()
    {
        var timeline = Started(at: 10 * Second);

        timeline.Add(due: (10 * Second) - 1, arrival: 10 * Second);
        timeline.Add(due: 15 * Second, arrival: 15 * Second);

        Assert.Equal(0, Enumerable.Range(0, 10).Sum(second => timeline.Copy(second).TotalCount));
    }

    [Fact]
    public void Nothing_counts_before_the_start_is_known()
    {
        var timeline = new LatencyTimeline(5);

        timeline.Add(1, 2);

        Assert.Empty(timeline.TakeChanged());
    }

    [Fact]
    public void Only_seconds_that_changed_are_told_again()
    {
        var timeline = Started(at: 0);
        timeline.Add(1, 2);
        timeline.Add(Second, Second + 1);

        Assert.Equal([0, 1], timeline.TakeChanged().Select(change => change.Second).Order());
        Assert.Empty(timeline.TakeChanged());
        timeline.Add(Second + 1, Second + 2);
        Assert.Equal(2, Assert.Single(timeline.TakeChanged()).Latencies.TotalCount);
    }

    [Fact]
    public void A_copy_does_not_change_any_more()
    {
        var timeline = Started(at: 0);
        timeline.Add(1, 2);
        var copy = timeline.Copy(0);

        timeline.Add(1, 2);

        Assert.Equal(1, copy.TotalCount);
    }

    private static LatencyTimeline Started(long at)
    {
        var timeline = new LatencyTimeline(5);
        timeline.StartAt(at);
        return timeline;
    }
}
