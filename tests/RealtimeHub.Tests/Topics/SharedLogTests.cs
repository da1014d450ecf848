using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>Logs that are copies of what several nodes share: others give the events their places.</summary>
public sealed class SharedLogTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Events_stand_where_others_have_put_them()
    {
        var log = Given.Log(_clock);

        Assert.True(Put(log, 1));
        Assert.True(Put(log, 2));
        Assert.False(Put(log, 2));
        Assert.Equal([1, 2], Offsets(log));
    }

    [Fact]
    public void An_offset_that_is_left_out_takes_what_came_before_with_it()
    {
        var log = Given.Log(_clock);
        Put(log, 1);

        Put(log, 5);

        Assert.Equal([5], Offsets(log));
        Assert.Equal((5, 5, 1), (log.Window().First, log.Head, log.Window().Events));
        Assert.Equal(4, log.GoneAfter(0).UpTo);
    }

    [Fact]
    public void A_log_can_begin_behind_what_nobody_keeps()
    {
        var log = Given.Log(_clock);

        log.Skip(41);
        Put(log, 42);

        Assert.Equal([42], Offsets(log));
    }

    [Fact]
    public void What_others_accepted_a_while_ago_is_that_old_here()
    {
        var log = Given.Log(_clock, new NamespaceOptions { MaxAge = TimeSpan.FromMinutes(1) });
        Put(log, 1, age: TimeSpan.FromSeconds(50));
        Put(log, 2);

        _clock.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal([2], Offsets(log));
    }

    [Fact]
    public void A_clock_of_another_node_that_is_wrong_makes_no_later_event_older()
    {
        var log = Given.Log(_clock, new NamespaceOptions { MaxAge = TimeSpan.FromMinutes(1) });
        Put(log, 1);

        Put(log, 2, age: TimeSpan.FromSeconds(59));
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal([1, 2], Offsets(log));
    }

    [Fact]
    public void Its_stamp_tells_an_event_from_another_one_in_its_place()
    {
        var log = Given.Log(_clock);
        Put(log, 1, stamp: 77);

        Assert.Equal(77, log.StampOf(1));
        Assert.Null(log.StampOf(0));
        Assert.Null(log.StampOf(2));
    }

    [Fact]
    public void A_log_that_has_ended_takes_nothing_and_tells_those_who_listen()
    {
        var (log, listener) = (Given.Log(_clock), new Listener());
        log.TryListen(listener);

        log.End();
        log.End();

        Assert.Equal((0, 1), (listener.Advanced, listener.Ended));
        Assert.False(Put(log, 1));
        Assert.False(log.TryListen(listener));
    }

    [Fact]
    public void A_log_that_somebody_follows_is_not_retired()
    {
        var (log, listener) = (Given.Log(_clock), new Listener());
        Put(log, 1);
        log.TryListen(listener);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False(log.TryRetire(TimeSpan.FromSeconds(30)));

        log.StopListening(listener);
        Assert.False(log.TryRetire(TimeSpan.FromSeconds(30)));
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.True(log.TryRetire(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void What_others_publish_keeps_no_log_that_nobody_here_follows()
    {
        var log = Given.Log(_clock);
        for (var offset = 1; offset <= 3; offset++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            Put(log, offset);
        }

        Assert.True(log.TryRetire(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_log_that_is_let_go_gives_its_part_of_the_budget_back()
    {
        var budget = new LogBudget(long.MaxValue / 2);
        var log = Given.Log(_clock, budget: budget);
        Put(log, 1);
        Put(log, 2);

        log.Empty();

        Assert.Equal((0, 0), (budget.Bytes, budget.Events));
    }

    private bool Put(TopicLog log, long offset, long stamp = 1, TimeSpan age = default) => log.TryAppendAt(offset, _clock.GetUtcNow() - age, Given.Json("0"), stamp);

    private static IEnumerable<long> Offsets(TopicLog log) => log.ReadForward(0, 100, long.MaxValue).Events.Select(e => e.Offset);

    private sealed class Listener : ITopicListener
    {
        public int Advanced { get; private set; }

        public int Ended { get; private set; }

        public int SubscriberCount => 1;

        public void TopicAdvanced() => Advanced++;

        public void TopicEnded() => Ended++;
    }
}
