using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Limits;
using Xunit;

namespace RealtimeHub.Tests.Limits;

public sealed class PartyTableTests
{
    private const int Max = 100;

    private readonly FakeTimeProvider _clock = new();
    private readonly TokenBucket _limit;
    private readonly PartyTable<int> _table;
    private int _timesFull;

    public PartyTableTests()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        _limit = new TokenBucket("test", new RateLimit(1, 2), _clock, isDryRun: false);
        _table = new PartyTable<int>(Max, _clock, () => _timesFull++);
    }

    [Fact]
    public void A_name_is_the_same_party_as_long_as_that_makes_a_difference()
    {
        var party = _table.Enter(1, isAnonymous: false);
        Spend(party);
        party.Leave(isAnonymous: false);
        for (var i = 2; i < 10 * Max; i++) _table.Find(i);

        Assert.Same(party, _table.Find(1));
    }

    [Fact]
    public void Whoever_nobody_would_miss_is_forgotten()
    {
        for (var i = 0; i < 10 * Max; i++)
        {
            _table.Find(i);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_table.Count, 1, Max);
        Assert.Equal(0, _timesFull);
    }

    [Fact]
    public void Beyond_the_limit_new_ones_share_a_party_and_nobody_is_forgotten_who_is_busy()
    {
        var busy = Enumerable.Range(0, Max).Select(i => _table.Enter(i, isAnonymous: false)).ToList();

        Assert.Same(_table.Find(1_000), _table.Find(2_000));
        Assert.Equal((Max, 2), (_table.Count, _timesFull));
        Assert.All(busy, (party, i) => Assert.Same(party, _table.Find(i)));
    }

    [Fact]
    public void A_table_that_is_full_of_busy_ones_is_not_looked_through_for_each_new_one()
    {
        var idle = _table.Find(0);
        for (var i = 1; i < Max; i++) _table.Enter(i, isAnonymous: false);
        Spend(idle);
        _table.Find(1_000);
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(Max, _table.Count);

        // It is forgotten by the next look only when its bucket is full again and a second has gone by.
        _clock.Advance(TimeSpan.FromSeconds(5));
        _table.Find(1_001);
        Assert.NotSame(idle, _table.Find(0));
    }

    [Fact]
    public void A_connection_is_never_counted_for_a_party_that_is_forgotten()
    {
        var party = _table.Find(7);
        Assert.True(party.TryRetire(_clock.GetTimestamp()));
        var next = _table.Enter(7, isAnonymous: true);

        Assert.NotSame(party, next);
        Assert.Equal((1, 1), (next.Connections, next.Anonymous));
        Assert.False(party.TryEnter(isAnonymous: false));
    }

    private void Spend(Party party) => _limit.Take(ref party.Total, _clock.GetTimestamp(), 2);
}
