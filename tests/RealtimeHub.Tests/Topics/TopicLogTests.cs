using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

public sealed class TopicLogTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void What_is_too_old_counts_as_lost_before_anybody_has_read()
    {
        var log = Given.Log(_clock, new NamespaceOptions { MaxAge = TimeSpan.FromSeconds(5) });
        log.AppendNumbers(3);
        _clock.Advance(TimeSpan.FromSeconds(6));
        log.AppendNumbers(1);
        Assert.True(log.Lag(2, 4).IsLost);

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(log.Lag(3, 4).IsLost);
    }

    [Fact]
    public void The_budget_counts_events_also_when_the_bytes_stay_the_same()
    {
        var budget = new LogBudget(long.MaxValue / 2);
        var log = Given.Log(_clock, new NamespaceOptions { MaxBytes = 1_024 }, budget: budget);
        for (var i = 0; i < 2; i++) log.Append(Given.Bytes(new byte[100]));

        log.Append(Given.Bytes(new byte[200 + TopicEvent.Overhead]));
        log.Append(Given.Bytes(new byte[200 + TopicEvent.Overhead]));

        Assert.Equal((log.Window().Bytes, log.Window().Events), (budget.Bytes, budget.Events));
    }

    [Fact]
    public void Offsets_begin_at_1_and_follow_each_other()
    {
        var log = Given.Log(_clock);

        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => log.Append(Given.Json("0"))));
        Assert.Equal(3, log.Head);
    }

    [Fact]
    public void Reading_an_empty_log_gives_nothing_and_no_gap()
    {
        var read = Given.Log(_clock).ReadForward(0, 10, 1_000);

        Assert.Empty(read.Events);
        Assert.Equal((0, 0), (read.After, read.Head));
    }

    [Fact]
    public void Reads_on_from_a_position()
    {
        var log = Numbers(10);

        Assert.Equal([8, 9, 10], OffsetsOf(log.ReadForward(7, 100, long.MaxValue)));
        Assert.Empty(log.ReadForward(10, 100, long.MaxValue).Events);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(1L << 32)]
    [InlineData((1L << 32) + 5)]
    [InlineData(StreamPosition.MaxOffset)]
    public void Reads_nothing_after_a_position_beyond_the_head(long after)
    {
        Assert.Empty(Numbers(10).ReadForward(after, 100, long.MaxValue).Events);
        Assert.Empty(Numbers(10).ReadBackward(after, 100, long.MaxValue).Events);
    }

    [Fact]
    public void Reads_backward_newest_first_and_not_before_the_position()
    {
        var log = Numbers(10);

        Assert.Equal([10, 9], OffsetsOf(log.ReadBackward(0, 2, long.MaxValue)));
        Assert.Equal([10, 9, 8], OffsetsOf(log.ReadBackward(7, 100, long.MaxValue)));
    }

    [Fact]
    public void A_read_is_bounded_in_bytes_but_gives_at_least_one_event()
    {
        var log = Numbers(9);
        var each = TopicEvent.Overhead + 1;

        Assert.Equal([1, 2], OffsetsOf(log.ReadForward(0, 100, 2 * each)));
        Assert.Equal([9, 8], OffsetsOf(log.ReadBackward(0, 100, 2 * each)));
        Assert.Equal([1], OffsetsOf(log.ReadForward(0, 100, 1)));
        Assert.Equal([9], OffsetsOf(log.ReadBackward(0, 100, 1)));
    }

    [Fact]
    public void Events_pushed_out_by_newer_ones_are_told_as_missing_because_the_reader_was_slow()
    {
        var log = Numbers(10, new NamespaceOptions { MaxEvents = 4 });

        var read = log.ReadForward(2, 100, long.MaxValue);

        Assert.Equal((6, GapReasons.Slow), (read.After, read.GoneBecause));
        Assert.Equal([7, 8, 9, 10], OffsetsOf(read));
    }

    [Fact]
    public void Events_older_than_the_age_are_told_as_expired()
    {
        var log = Numbers(3, new NamespaceOptions { MaxAge = TimeSpan.FromMinutes(1) });
        _clock.Advance(TimeSpan.FromSeconds(30));
        log.AppendNumbers(2, first: 4);
        _clock.Advance(TimeSpan.FromSeconds(31));

        var read = log.ReadForward(1, 100, long.MaxValue);

        Assert.Equal((3, GapReasons.Expired), (read.After, read.GoneBecause));
        Assert.Equal([4, 5], OffsetsOf(read));
    }

    [Fact]
    public void An_event_of_exactly_the_age_is_still_there()
    {
        var log = Numbers(1, new NamespaceOptions { MaxAge = TimeSpan.FromMinutes(1) });

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, log.Window().Events);

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(new LogWindow(First: 2, Head: 1, Events: 0, Bytes: 0), log.Window());
    }

    [Fact]
    public void A_log_whose_events_all_expired_goes_on_counting()
    {
        var log = Numbers(5);
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(6, log.Append(Given.Json("6")));
        Assert.Equal([6], OffsetsOf(log.ReadForward(0, 100, long.MaxValue)));
    }

    [Fact]
    public void The_window_says_what_is_held()
    {
        var log = Numbers(10, new NamespaceOptions { MaxEvents = 4 });
        var each = TopicEvent.Overhead + 1;

        Assert.Equal(new LogWindow(First: 7, Head: 10, Events: 4, Bytes: (4 * each) + 1), log.Window());
    }

    private TopicLog Numbers(int count, NamespaceOptions? settings = null)
    {
        var log = Given.Log(_clock, settings);
        log.AppendNumbers(count);
        return log;
    }

    private static IEnumerable<long> OffsetsOf(LogSlice read) => read.Events.Select(e => e.Offset);
}
