namespace RealtimeHub.Ledger.Tests;

/// <summary>C1 and C2 for one subscriber, in little memory.</summary>
public sealed class SequenceLedgerTests
{
    [Fact]
    public void All_events_once_and_in_order_are_fine() => Expect(After(1, 2, 3), last: 3);

    [Fact]
    public void What_was_jumped_over_is_lost() => Expect(After(1, 5), last: 5, lost: 3);

    [Fact]
    public void What_did_not_come_at_the_end_is_lost() => Expect(After(1), last: 3, lost: 2);

    [Fact]
    public void A_late_event_is_out_of_order_and_not_lost() => Expect(After(1, 3, 2), last: 3, outOfOrder: 1);

    [Fact]
    public void An_event_that_comes_again_is_repeated() => Expect(After(1, 2, 2, 1), last: 2, repeated: 2);

    [Fact]
    public void A_late_event_that_comes_twice_is_repeated_once() => Expect(After(1, 5, 3, 3), last: 5, lost: 2, outOfOrder: 1, repeated: 1);

    [Fact]
    public void Holes_may_be_filled_in_any_order() => Expect(After(10, 5, 1, 9, 2, 4, 8, 7, 3, 6), last: 10, outOfOrder: 9);

    [Fact]
    public void A_ledger_may_start_later()
    {
        var ledger = new SequenceLedger();
        ledger.StartAfter(100);
        ledger.Note(101);

        Expect(ledger, last: 101);
    }

    [Fact]
    public void What_was_announced_is_not_lost_but_repeated_when_it_comes_after_all()
    {
        var ledger = After(1);
        ledger.Announce(3);
        foreach (var sequence in new[] { 5, 3 }) ledger.Note(sequence);

        Assert.Equal(3, ledger.Announced);
        Expect(ledger, last: 5, repeated: 1);
    }

    [Fact]
    public void More_holes_than_are_kept_one_by_one_are_still_counted()
    {
        var ledger = new SequenceLedger();
        for (var i = 1; i <= 5_000; i++) ledger.Note(2 * i);

        Expect(ledger, last: 10_000, lost: 5_000);
    }

    [Fact]
    public void It_judges_by_the_promises_and_only_those_it_can()
    {
        var ledger = After(1, 3, 3);

        Assert.Equal((1, 1), (ledger.Broken(Promise.NoLoss, 3), ledger.Broken(Promise.NoRepeat, 3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ledger.Broken(Promise.Liveness, 3));
    }

    private static SequenceLedger After(params long[] sequences)
    {
        var ledger = new SequenceLedger();
        foreach (var sequence in sequences) ledger.Note(sequence);
        return ledger;
    }

    private static void Expect(SequenceLedger ledger, long last, long lost = 0, long repeated = 0, long outOfOrder = 0) =>
        Assert.Equal((lost, repeated, outOfOrder), (ledger.MissingUpTo(last), ledger.Repeated, ledger.OutOfOrder));
}
