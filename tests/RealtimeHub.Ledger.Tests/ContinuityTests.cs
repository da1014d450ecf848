using RealtimeHub.Contracts;

namespace RealtimeHub.Ledger.Tests;

/// <summary>C1 and C2: within a subscription offsets go up by one, or the missing ones are announced.</summary>
public sealed class ContinuityTests
{
    [Fact]
    public void All_events_once_and_in_order_are_fine() => new Story().Subscribed(0).Acked(1, 2, 3).Got(1, 2, 3).AtRest().IsFine();

    [Fact]
    public void An_event_that_was_jumped_over_is_lost()
    {
        var lost = new Story().Acked(1, 2, 3, 4).Subscribed(4, since: 0, recovered: true).Got(1, 4).AtRest().Breaks<Violation.Lost>();

        Assert.Equal((2, 3), (lost.First, lost.Last));
        Assert.Equal("C1 NoLoss: subscriber 1 on news (epoch e) never got 2 to 3, and no gap announced it", lost.ToString());
    }

    [Fact]
    public void What_was_jumped_over_is_lost_when_the_subscription_ends_too() =>
        new Story().Acked(1, 2, 3).Subscribed(3, since: 0, recovered: true).Got(1, 3).Unsubscribed().Breaks<Violation.Lost>();

    [Fact]
    public void An_announced_gap_is_no_loss() =>
        new Story().Acked(1, 2, 3, 4).Subscribed(4, since: 0, recovered: true).Got(1).Gap(1, 3).Got(4).AtRest().IsFine();

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    public void A_gap_that_does_not_begin_where_the_subscriber_stands_or_is_empty_is_inexact(long from, long to) =>
        new Story().Acked(1, 2, 3).Subscribed(3, since: 0, recovered: true).Got(1).Gap(from, to).Breaks<Violation.InexactGap>();

    [Fact]
    public void A_gap_that_begins_too_late_hides_a_loss() =>
        new Story().Acked(1, 2, 3).Subscribed(3, since: 0, recovered: true).Got(1).Gap(2, 3).Breaks<Violation.Lost>();

    [Fact]
    public void An_event_that_comes_again_is_repeated() =>
        Assert.Equal(2, new Story().Subscribed(0).Acked(1, 2).Got(1, 2, 2).AtRest().Breaks<Violation.Repeated>().Offset);

    [Fact]
    public void An_event_of_an_announced_gap_must_not_come_after_it() =>
        new Story().Subscribed(0).Acked(1, 2, 3).Gap(0, 2).Got(2, 3).AtRest().Breaks<Violation.Repeated>();

    [Fact]
    public void Two_events_that_changed_places_are_out_of_order_and_not_lost() =>
        Assert.Equal(2, new Story().Subscribed(0).Acked(1, 2, 3).Got(1, 3, 2).AtRest().Breaks<Violation.OutOfOrder>().Offset);

    [Fact]
    public void A_new_subscription_begins_where_its_reply_says() => new Story().Acked(1, 2).Subscribed(2).Acked(3).Got(3).AtRest().IsFine();

    [Fact]
    public void A_new_subscription_with_a_tail_may_begin_before_that() =>
        new Story().Acked(1, 2, 3).Subscribed(3, tail: 2).Acked(4).Got(2, 3, 4).AtRest().IsFine();

    [Fact]
    public void A_tail_is_no_longer_than_asked() =>
        new Story().Acked(1, 2, 3).Subscribed(3, tail: 1).Got(2).Unsubscribed().Breaks<Violation.Repeated>();

    [Fact]
    public void A_recovered_subscription_continues_where_it_was_asked_to() =>
        new Story().Subscribed(0).Acked(1, 2, 3, 4).Got(1).Disconnected().Connected().Subscribed(4, since: 1, recovered: true).Got(2, 3, 4).AtRest().IsFine();

    [Fact]
    public void What_a_killed_connection_had_not_got_is_not_lost() => new Story().Subscribed(0).Acked(1, 2, 3).Got(1).Disconnected().AtRest().IsFine();

    [Fact]
    public void A_conflated_subscriber_may_miss_all_but_the_newest_of_a_key() =>
        new Story().Subscribed(0, conflated: true).Published(1, 1, key: "a").Published(2, 2, key: "b").Published(3, 3, key: "a")
            .GotEvent(2, 2, key: "b").GotEvent(3, 3, key: "a").AtRest().IsFine();

    [Fact]
    public void A_conflated_subscriber_gets_the_newest_of_every_key_in_the_end() =>
        Assert.Equal(2, new Story().Subscribed(0, conflated: true).Published(1, 1, key: "a").Published(2, 2, key: "b").Published(3, 3, key: "a")
            .GotEvent(3, 3, key: "a").AtRest().Breaks<Violation.NotCaughtUp>().Missing);

    [Fact]
    public void A_conflated_subscriber_gets_nothing_older_after_something_newer() =>
        new Story().Subscribed(0, conflated: true).Published(1, 1, key: "a").Published(2, 2, key: "b")
            .GotEvent(2, 2, key: "b").GotEvent(1, 1, key: "a").AtRest().Breaks<Violation.Repeated>();

    [Fact]
    public void A_subscriber_that_stops_conflating_gets_everything_again() =>
        new Story().Subscribed(0, conflated: true).Acked(1, 2, 3, 4, 5).Got(3).Conflating(false).Got(5).AtRest().Breaks<Violation.Lost>();

    [Fact]
    public void A_gap_where_nobody_may_lose_anything_is_a_false_alarm() =>
        new Story { Options = new CheckerOptions { GapsAllowed = false } }.Subscribed(0).Acked(1, 2).Gap(0, 2).AtRest().Breaks<Violation.Dishonest>();

    [Fact]
    public void At_rest_the_last_event_has_come_too() =>
        Assert.Equal(3, new Story().Subscribed(0).Acked(1, 2, 3).Got(1, 2).AtRest().Breaks<Violation.NotCaughtUp>().Missing);

    [Fact]
    public void At_rest_nobody_is_left_behind_in_an_old_epoch() =>
        new Story().Subscribed(0).Acked(1).Got(1).Restarted().Published(2, 1, epoch: "f").AtRest().Breaks<Violation.NotCaughtUp>();
}
