using RealtimeHub.Contracts;

namespace RealtimeHub.Ledger.Tests;

/// <summary>C8 and C11: what replies and gauges say is true.</summary>
public sealed class HonestyTests
{
    private static readonly long[] TwoHundred = [.. Enumerable.Range(1, 200).Select(n => (long)n)];

    [Fact]
    public void Too_old_is_true_beyond_what_is_kept() =>
        new Story().Acked(TwoHundred).Subscribed(200, since: 99, reason: RecoveryReasons.TooOld).IsFine();

    [Fact]
    public void Too_old_is_a_false_alarm_within_what_is_kept() =>
        new Story().Acked(TwoHundred).Subscribed(200, since: 100, reason: RecoveryReasons.TooOld).Breaks<Violation.Dishonest>();

    [Fact]
    public void Another_epoch_is_honest_when_it_is_another() =>
        new Story().Subscribed(0, since: 1, sinceEpoch: "old", reason: RecoveryReasons.EpochChanged).IsFine();

    [Theory]
    [InlineData(RecoveryReasons.EpochChanged)]
    [InlineData(RecoveryReasons.Ahead)]
    [InlineData(null)]
    public void A_reason_has_to_be_there_and_to_fit(string? reason) => new Story().Acked(1, 2).Subscribed(2, since: 1, reason: reason).Breaks<Violation.Dishonest>();

    [Fact]
    public void Ahead_is_honest_while_nobody_has_seen_that_far() => new Story().Acked(1).Subscribed(1, since: 7, reason: RecoveryReasons.Ahead).IsFine();

    [Fact]
    public void Ahead_of_what_others_have_seen_means_that_something_was_lost() =>
        new Story().Subscribed(0, subscriber: 2).GotEvent(1, 1, subscriber: 2).Subscribed(0, since: 1, reason: RecoveryReasons.Ahead)
            .Acked(1).Breaks<Violation.Dishonest>();

    [Theory]
    [InlineData("old", 1)]
    [InlineData("e", 3)]
    public void Nothing_is_recovered_in_another_epoch_or_beyond_the_end(string sinceEpoch, long since) =>
        new Story().Acked(1, 2).Subscribed(2, since: since, sinceEpoch: sinceEpoch, recovered: true).Breaks<Violation.Dishonest>();

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, RecoveryReasons.TooOld)]
    public void Nothing_is_said_about_recovery_to_who_did_not_ask(bool recovered, string? reason) =>
        new Story().Subscribed(0, recovered: recovered, reason: reason).Breaks<Violation.Dishonest>();

    [Fact]
    public void A_gauge_that_a_full_walk_contradicts_is_wrong() => new Story().Gauge("connections", 3, 2).Breaks<Violation.GaugeWrong>();

    [Fact]
    public void A_gauge_that_does_not_come_back_has_leaked() =>
        Assert.Equal((1, 0), new Story().Gauge("connections", 0, 0).Gauge("connections", 9, 9).Gauge("connections", 1, 1).Breaks<Violation.GaugeLeaked>() is var leak
            ? (leak.Value, leak.Baseline) : default);

    [Fact]
    public void A_gauge_that_comes_back_is_fine() => new Story().Gauge("connections", 0, 0).Gauge("connections", 9, 9).Gauge("connections", 0, 0).IsFine();
}
