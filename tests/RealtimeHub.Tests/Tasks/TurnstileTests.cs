using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Tasks.Running;
using Xunit;

namespace RealtimeHub.Tests.Tasks;

/// <summary>Who computes when many want to.</summary>
public sealed class TurnstileTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Turnstile.Turn _first = new();
    private readonly Turnstile.Turn _second = new();
    private readonly Turnstile.Turn _third = new();
    private readonly Turnstile _turnstile;

    public TurnstileTests() => _turnstile = new Turnstile(width: 1, _clock);

    [Fact]
    public void One_has_its_turn_and_the_others_come_after_it_in_their_order()
    {
        _turnstile.LineUp(_first);
        _turnstile.LineUp(_second);
        _turnstile.LineUp(_third);

        Assert.True(Begins(_first));
        Assert.False(Begins(_second) || Begins(_third));
        _turnstile.Leave(_first);
        Assert.True(Begins(_second));
        Assert.False(Begins(_third));
        _turnstile.Leave(_second);
        Assert.True(Begins(_third));
    }

    [Fact]
    public void As_many_as_it_is_wide_have_their_turns_at_once()
    {
        using var wide = new Turnstile(width: 2, _clock);

        foreach (var turn in new[] { _first, _second, _third }) wide.LineUp(turn);

        Assert.Equal([true, true, false], new[] { _first, _second, _third }.Select(Begins));
    }

    [Fact]
    public async Task Who_gives_way_after_a_short_turn_waits_behind_the_others()
    {
        _turnstile.Enter(_first);
        _turnstile.LineUp(_second);
        _turnstile.GiveWay(_first);
        Assert.False(Begins(_second));

        _clock.Advance(Turnstile.ShortTurn);
        var waits = Task.Run(() => _turnstile.GiveWay(_first), Patience.Token);

        await _second.IsAdmitted.WaitAsync(Patience.Token);
        Assert.False(waits.IsCompleted);
        _turnstile.Leave(_second);
        await waits;
    }

    [Fact]
    public void Who_gives_way_to_nobody_goes_on()
    {
        _turnstile.Enter(_first);
        _clock.Advance(Turnstile.LongTurn);

        _turnstile.GiveWay(_first);
    }

    [Fact]
    public void Who_does_not_give_way_holds_up_the_next_one_for_a_long_turn_and_no_longer()
    {
        _turnstile.Enter(_first);
        _turnstile.LineUp(_second);
        _turnstile.LineUp(_third);

        _clock.Advance(Turnstile.LongTurn * 0.9);
        Assert.False(Begins(_second));
        _clock.Advance(Turnstile.LongTurn * 0.2);
        Assert.True(Begins(_second));
        Assert.False(Begins(_third));

        // It was passed over, and has no place to give to anybody.
        _turnstile.Leave(_first);
        Assert.False(Begins(_third));
        _turnstile.Leave(_second);
        Assert.True(Begins(_third));
    }

    [Fact]
    public void Who_computes_keeps_his_place_however_long_he_says_nothing()
    {
        var spent = 0L;
        using var busy = new Turnstile.Turn(() => spent);
        _turnstile.Enter(busy);
        _turnstile.LineUp(_second);

        for (var i = 0; i < 10; i++)
        {
            spent += Turnstile.Little;
            _clock.Advance(Turnstile.LongTurn / 2);
        }

        Assert.False(Begins(_second));
        _clock.Advance(Turnstile.LongTurn / 2);
        Assert.True(Begins(_second));
    }

    [Fact]
    public void Who_only_looks_whether_he_may_go_on_does_not_compute()
    {
        var spent = 0L;
        using var waits = new Turnstile.Turn(() => spent += Turnstile.Little / 2);
        _turnstile.Enter(waits);
        _turnstile.LineUp(_second);

        _clock.Advance(Turnstile.LongTurn);

        Assert.True(Begins(_second));
    }

    [Fact]
    public void Who_computes_and_is_told_to_stop_holds_up_nobody()
    {
        var spent = 0L;
        using var busy = new Turnstile.Turn(() => spent += Turnstile.Little);
        _turnstile.Enter(busy);
        _turnstile.LineUp(_second);

        _turnstile.Hurry(busy);

        Assert.True(Begins(_second));
        _turnstile.Leave(busy);
        _turnstile.LineUp(_third);
        Assert.False(Begins(_third));
    }

    [Fact]
    public void Who_is_to_stop_waits_for_nobody_and_takes_nobodys_turn()
    {
        _turnstile.Enter(_first);
        _turnstile.LineUp(_second);
        _turnstile.LineUp(_third);

        _turnstile.Hurry(_second);
        Assert.True(Begins(_second));
        Assert.False(Begins(_third));
        _turnstile.Leave(_second);
        Assert.False(Begins(_third));
        _turnstile.LineUp(_second);
        Assert.True(Begins(_second));
        _turnstile.Leave(_first);
        Assert.True(Begins(_third));
    }

    [Fact]
    public void When_it_ends_nobody_waits_any_more()
    {
        _turnstile.Enter(_first);
        _turnstile.LineUp(_second);

        _turnstile.Dispose();
        _turnstile.LineUp(_third);

        Assert.True(Begins(_second));
        Assert.True(Begins(_third));
    }

    public void Dispose()
    {
        _turnstile.Dispose();
        foreach (var turn in new[] { _first, _second, _third }) turn.Dispose();
    }

    private static bool Begins(Turnstile.Turn turn) => turn.IsAdmitted.Wait(0);
}
