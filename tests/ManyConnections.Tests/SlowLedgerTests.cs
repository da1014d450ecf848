using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Tests;

/// <summary>What a slow client lost is only fine when it was told.</summary>
public sealed class SlowLedgerTests
{
    private const string Epoch = "e";
    private const int TooSlow = 3008;

    private readonly SlowLedger _ledger = new();

    public SlowLedgerTests() => _ledger.Subscribed(Epoch, 10, recovered: null);

    [Fact]
    public void A_gap_notice_explains_the_events_that_it_covers()
    {
        _ledger.Event(11);
        _ledger.Gap(11, 15);
        _ledger.Event(16);
        Assert.Equal((1, 4, 0), (_ledger.Tally.Gaps, _ledger.Tally.EventsInGaps, _ledger.Tally.Unannounced));
    }

    [Fact]
    public void An_event_that_is_skipped_without_a_notice_is_counted()
    {
        _ledger.Event(11);
        _ledger.Event(14);
        Assert.Equal(2, _ledger.Tally.Unannounced);
    }

    [Fact]
    public void A_gap_notice_that_begins_too_late_leaves_events_unexplained()
    {
        _ledger.Gap(12, 15);
        Assert.Equal(2, _ledger.Tally.Unannounced);
    }

    [Fact]
    public void An_event_that_comes_again_is_counted()
    {
        _ledger.Event(11);
        _ledger.Event(11);
        Assert.Equal((1, (Epoch, 11L)), (_ledger.Tally.Repeated, _ledger.Position));
    }

    [Fact]
    public void Who_is_continued_has_to_get_everything_after_the_own_position()
    {
        _ledger.Event(11);
        _ledger.Subscribed(Epoch, 20, recovered: true);
        _ledger.Event(13);
        Assert.Equal((1, 1), (_ledger.Tally.Recovered, _ledger.Tally.Unannounced));
    }

    [Fact]
    public void Who_is_told_that_it_is_not_continued_lost_nothing_in_silence()
    {
        _ledger.Subscribed("other", 20, recovered: false);
        _ledger.Event(21);
        Assert.Equal((0, 0), (_ledger.Tally.Recovered, _ledger.Tally.Unannounced));
    }

    [Fact]
    public void A_server_without_positions_loses_what_came_meanwhile_in_silence()
    {
        _ledger.Subscribed(epoch: null, 10, recovered: null);
        _ledger.Subscribed(epoch: null, 20, recovered: null);
        Assert.Equal((10, null), (_ledger.Tally.Unannounced, _ledger.Position));
    }

    [Fact]
    public void An_end_counts_by_the_last_word_of_the_server()
    {
        _ledger.Told(TooSlow);
        _ledger.Ended();
        _ledger.Ended();
        Assert.Equal((1, 1), (_ledger.Tally.Closes[TooSlow], _ledger.Tally.Cuts));
    }

    [Fact]
    public void What_came_before_a_client_became_slow_does_not_count_but_its_position_stays()
    {
        _ledger.Event(11);
        _ledger.Begin();
        _ledger.Event(12);
        Assert.Equal((1, 0), (_ledger.Tally.Events, _ledger.Tally.Unannounced));
    }

    [Fact]
    public void The_tallies_of_many_are_added_up()
    {
        _ledger.Event(11);
        _ledger.Told(TooSlow);
        _ledger.Ended();
        var sum = SlowTally.Sum([_ledger.Tally, _ledger.Tally]);
        Assert.Equal((2, 2, 2), (sum.Clients, sum.Events, sum.Closes[TooSlow]));
    }
}
