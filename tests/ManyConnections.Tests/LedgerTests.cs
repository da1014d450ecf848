using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests;

/// <summary>A load tool that overlooks a fault is worse than none.</summary>
public sealed class LedgerTests
{
    private readonly Ledger _ledger = new();

    [Fact]
    public void All_events_once_and_in_order_leave_no_fault()
    {
        Note(1, 2, 3);
        Assert.Equal((0, 0, 0), Faults(last: 3));
        Assert.Equal(3, _ledger.Received);
    }

    [Fact]
    public void An_event_that_never_comes_is_missing()
    {
        Note(1, 3);
        Assert.Equal((1, 0, 0), Faults(last: 3));
    }

    [Fact]
    public void The_last_event_is_missing_too_when_nothing_follows_it()
    {
        Note(1, 2);
        Assert.Equal((1, 0, 0), Faults(last: 3));
    }

    [Fact]
    public void An_event_that_comes_again_is_repeated()
    {
        Note(1, 2, 2, 1);
        Assert.Equal((0, 2, 0), Faults(last: 2));
    }

    [Fact]
    public void A_late_event_is_out_of_order_but_not_missing()
    {
        Note(1, 3, 2);
        Assert.Equal((0, 0, 1), Faults(last: 3));
    }

    [Fact]
    public void A_late_event_that_comes_again_is_repeated()
    {
        Note(1, 3, 2, 2);
        Assert.Equal((0, 1, 1), Faults(last: 3));
    }

    [Fact]
    public void A_subscription_does_not_miss_what_came_before_it()
    {
        _ledger.StartAfter(7);
        Note(8, 9);
        Assert.Equal((0, 0, 0), Faults(last: 9));
    }

    [Fact]
    public void A_hole_that_is_too_big_to_remember_is_counted_all_the_same()
    {
        Note(1, 10_000_000);
        Assert.Equal((9_999_998, 0, 0), Faults(last: 10_000_000));
    }

    private void Note(params long[] offsets)
    {
        foreach (var offset in offsets) _ledger.Note(offset);
    }

    private (long Missing, long Repeated, long OutOfOrder) Faults(long last) => (_ledger.MissingUpTo(last), _ledger.Repeated, _ledger.OutOfOrder);
}
