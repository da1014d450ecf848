namespace RealtimeHub.Ledger.Tests;

/// <summary>C3 to C7 and C10: one offset is one event, which somebody published there.</summary>
public sealed class AgreementTests
{
    [Fact]
    public void Two_subscribers_that_see_different_events_at_one_offset_disagree()
    {
        var violation = new Story().Subscribed(0).Subscribed(0, subscriber: 2).Acked(1).Unanswered(2, PublishResult.Unknown)
            .Got(1).GotEvent(2, 1, subscriber: 2).AtRest().Breaks<Violation.Disagreement>();

        Assert.Equal("C3 Agreement: news e:1 is event 1/1 for its publisher, but 1/2 for subscriber 2", violation.ToString());
    }

    [Fact]
    public void The_order_in_which_witnesses_write_does_not_matter() =>
        new Story().Subscribed(0).Subscribed(0, subscriber: 2).Got(1).GotEvent(1, 1, subscriber: 2).Acked(1).AtRest().IsFine();

    [Fact]
    public void An_event_has_one_offset() =>
        new Story().Subscribed(0).Published(1, 1).Got(1).GotEvent(1, 2).Unsubscribed().Breaks<Violation.TwoOffsets>();

    [Fact]
    public void An_event_of_one_topic_does_not_come_on_another() =>
        new Story().Subscribed(0).Published(1, 1, topic: "secret").Got(1).AtRest().Breaks<Violation.CrossTopic>();

    [Fact]
    public void What_nobody_published_is_a_phantom() => new Story().Subscribed(0).Got(1).AtRest().Breaks<Violation.Phantom>();

    [Fact]
    public void What_a_publisher_got_no_answer_for_may_be_there_or_not() =>
        new Story().Subscribed(0).Unanswered(1, PublishResult.Unknown).Unanswered(2, PublishResult.Unknown).Got(1).AtRest().IsFine();

    [Fact]
    public void What_failed_must_not_be_there() =>
        new Story().Subscribed(0).Unanswered(1, PublishResult.Failed).Got(1).AtRest().Breaks<Violation.FailedButThere>();

    [Fact]
    public void An_event_stands_after_what_its_publisher_had_acknowledged_before() =>
        Assert.Equal(2, new Story().Published(1, 2).Published(2, 1).Breaks<Violation.Overtaken>().Earlier);

    [Fact]
    public void A_retry_with_the_same_key_is_told_the_same_offset() =>
        new Story().Subscribed(0).Published(1, 1, idempotencyKey: "k").Published(2, 2).Published(1, 1, idempotencyKey: "k").Got(1, 2).AtRest().IsFine();

    [Fact]
    public void A_delivery_of_what_was_retried_with_a_key_at_another_offset_breaks_idempotency() =>
        new Story().Subscribed(0).Published(1, 1, idempotencyKey: "k").Got(1).GotEvent(1, 2).Unsubscribed().Breaks<Violation.KeyTwice>();

    [Fact]
    public void A_reply_that_ends_before_what_was_acknowledged_has_lost_something() =>
        Assert.Equal(3, new Story().Acked(1, 2, 3).Subscribed(2).Unsubscribed().Breaks<Violation.AckedLost>().Acked);

    [Fact]
    public void A_history_that_ends_before_what_was_acknowledged_has_lost_something() =>
        new Story { Options = new CheckerOptions { Durable = true } }.Acked(1, 2, 3).Restarted().Read(2, offsets: [1, 2]).Breaks<Violation.AckedLost>();

    [Fact]
    public void A_history_with_a_hole_has_lost_something() => new Story().Acked(1, 2, 3).Read(3, offsets: [1, 3]).Breaks<Violation.HistoryHole>();

    [Theory]
    [InlineData(false, 2, 3)]
    [InlineData(true, 2, 1)]
    public void A_history_begins_with_what_is_kept(bool reverse, long first, long second) =>
        new Story().Acked(1, 2, 3).Read(3, reverse, offsets: [first, second]).Breaks<Violation.HistoryHole>();

    [Fact]
    public void A_history_may_have_lost_what_was_not_promised() =>
        new Story { Options = new CheckerOptions { Retained = 2 } }.Acked(1, 2, 3).Read(3, offsets: [2, 3]).IsFine();

    [Fact]
    public void After_a_restart_a_topic_in_memory_has_another_epoch() =>
        new Story().Acked(1).Restarted().Published(2, 1, epoch: "f").Subscribed(1, epoch: "f").AtRest().IsFine();

    [Fact]
    public void After_a_restart_a_durable_topic_has_the_same_epoch() =>
        new Story { Options = new CheckerOptions { Durable = true } }.Acked(1).Restarted().Published(2, 1, epoch: "f").Breaks<Violation.EpochLost>();

    [Fact]
    public void Without_a_restart_a_topic_has_one_epoch() => new Story().Acked(1).Published(2, 1, epoch: "f").Breaks<Violation.EpochLost>();

    [Fact]
    public void An_event_may_have_another_offset_in_another_life_of_its_topic() =>
        new Story().Subscribed(0).Unanswered(1, PublishResult.Unknown).GotEvent(1, 1).Restarted()
            .Published(1, 3, epoch: "f", idempotencyKey: "k").Subscribed(2, since: 1, epoch: "f", reason: Contracts.RecoveryReasons.EpochChanged)
            .GotEvent(1, 3, epoch: "f").AtRest().IsFine();

    [Fact]
    public void An_event_has_one_offset_in_each_life_of_its_topic() =>
        new Story().Published(1, 1).Restarted().Published(1, 3, epoch: "f").Subscribed(3, epoch: "f").GotEvent(1, 4, epoch: "f").Unsubscribed()
            .Breaks<Violation.TwoOffsets>();

    [Fact]
    public void A_life_that_is_over_does_not_come_back() =>
        Assert.Equal("f", new Story().Acked(1).Restarted().Published(2, 1, epoch: "f").Published(3, 2).Breaks<Violation.EpochCameBack>().Later);

    [Fact]
    public void Nobody_gets_what_they_may_not_read() =>
        new Story().Connected(allowed: ["weather"]).Subscribed(0).Breaks<Violation.NotAllowed>();

    [Fact]
    public void Nobody_gets_what_they_have_not_subscribed_to() => new Story().Acked(1).Connected().Got(1).Breaks<Violation.NotAllowed>();

    [Fact]
    public void Nothing_comes_after_the_end_of_a_subscription() =>
        new Story().Subscribed(0).Acked(1, 2).Got(1).Unsubscribed().Got(2).Breaks<Violation.NotAllowed>();

    [Fact]
    public void What_lies_far_behind_is_counted_as_unchecked_and_forgotten()
    {
        var checker = new LedgerChecker(new CheckerOptions { Window = 100 });
        for (var i = 1; i <= 10_000; i++)
            checker.Record(new LedgerEntry.Published(i, new PubId(1, i), "news", i, PublishResult.Acked, new Contracts.StreamPosition("e", i)));
        checker.Record(new LedgerEntry.HistoryRead(10_001, 10_001, "news", new Contracts.StreamPosition("e", 10_000), 0, false, [new HistoryEvent(5, new PubId(1, 6))]));

        Assert.Equal(1, checker.Snapshot().Totals.Unchecked);
        Assert.Equal(100, checker.Remembered);
    }

    [Fact]
    public void An_offset_beyond_all_reason_does_not_keep_the_checker_busy() =>
        new Story().Subscribed(0).Acked(1).Got(1).GotEvent(2, Contracts.StreamPosition.MaxOffset).Unanswered(2, PublishResult.Unknown).Unsubscribed()
            .Breaks<Violation.Lost>();
}
