using System.Diagnostics;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class OpenScheduleTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void Events_are_due_at_equal_distances_from_the_start()
    {
        var schedule = new OpenSchedule(start: 1_000, rate: 4, seconds: 2);
        Assert.Equal(8, schedule.Count);
        Assert.Equal([1_000, 1_000 + (Second / 4), 1_000 + (Second / 2)], [schedule.DueAt(0), schedule.DueAt(1), schedule.DueAt(2)]);
        Assert.Equal(1_000 + (2 * Second), schedule.End);
    }

    [Fact]
    public void Events_that_are_due_at_once_keep_the_rate()
    {
        var schedule = new OpenSchedule(start: 0, rate: 1_000, seconds: 10, atOnce: 5_000);
        Assert.Equal(10_000, schedule.Count);
        Assert.Equal([0, 0, 5 * Second], [schedule.DueAt(0), schedule.DueAt(4_999), schedule.DueAt(5_000)]);
    }

    [Theory]
    [InlineData(0.1, 10, 1)]
    [InlineData(3, 1, 3)]
    [InlineData(4_000, 50, 200_000)]
    public void All_events_of_the_time_are_there_and_none_is_due_after_it(double rate, double seconds, long count)
    {
        var schedule = new OpenSchedule(start: 7, rate, seconds);
        Assert.Equal(count, schedule.Count);
        Assert.InRange(schedule.DueAt(count - 1), 7, schedule.End - 1);
    }
}
