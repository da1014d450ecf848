using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Client.Subscriptions;

namespace RealtimeHub.Client.Tests.Unit;

public sealed class ServerClockTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServerClock _clock;

    public ServerClockTests() => _clock = new ServerClock(_time);

    [Fact]
    public void Nothing_is_known_before_the_first_answer_and_after_a_reset()
    {
        Assert.Null(_clock.Since(0));
        Ask(roundTrip: 10, serverTime: 1000);
        _clock.Reset();
        Assert.Null(_clock.Since(0));
    }

    [Fact]
    public void The_answer_is_taken_to_be_made_in_the_middle_of_the_round_trip()
    {
        Ask(roundTrip: 10, serverTime: 1000);

        Assert.Equal(TimeSpan.FromMilliseconds(5), _clock.Since(1000));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(TimeSpan.FromMilliseconds(105), _clock.Since(1000));
        Assert.Equal(TimeSpan.Zero, _clock.Since(2000));
    }

    [Fact]
    public void The_shortest_round_trip_of_the_last_eight_counts()
    {
        Ask(roundTrip: 2, serverTime: 1000);
        Ask(roundTrip: 200, serverTime: 9000);
        Assert.Equal(TimeSpan.FromMilliseconds(201), _clock.Since(1000));

        foreach (var serverTime in Enumerable.Repeat(5000, 8))
        {
            Ask(roundTrip: 4, serverTime);
        }

        Assert.InRange(_clock.Since(5000)!.Value.TotalMilliseconds, 2, 40);
    }

    private void Ask(int roundTrip, double serverTime)
    {
        var askedAt = _clock.Timestamp;
        _time.Advance(TimeSpan.FromMilliseconds(roundTrip));
        _clock.Take(askedAt, serverTime);
    }
}
