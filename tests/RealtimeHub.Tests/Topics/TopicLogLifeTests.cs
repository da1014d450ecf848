using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

/// <summary>When a log ends, and what keeps it alive.</summary>
public sealed class TopicLogLifeTests
{
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_log_that_nobody_uses_is_retired_and_takes_nothing_any_more()
    {
        var log = Given.Log(_clock);
        _clock.Advance(Expiry);

        Assert.True(log.Sweep(Expiry));
        Assert.False(log.TryAppend(Given.Json("1"), out _));
        Assert.False(log.TryListen(new Listener()));
        Assert.True(log.Sweep(Expiry));
    }

    [Fact]
    public void A_log_is_not_retired_before_its_time()
    {
        var log = Given.Log(_clock);
        _clock.Advance(Expiry - TimeSpan.FromTicks(1));

        Assert.False(log.Sweep(Expiry));
    }

    [Fact]
    public void Events_keep_a_log_alive_until_they_expire()
    {
        var log = Given.Log(_clock, new NamespaceOptions { MaxAge = TimeSpan.FromHours(1) });
        log.Append(Given.Json("1"));

        _clock.Advance(TimeSpan.FromMinutes(30));
        Assert.False(log.Sweep(Expiry));

        _clock.Advance(TimeSpan.FromMinutes(31));
        Assert.True(log.Sweep(Expiry));
    }

    [Fact]
    public void A_listener_keeps_a_log_alive_and_its_leaving_starts_the_time_anew()
    {
        var log = Given.Log(_clock);
        var listener = new Listener();
        log.TryListen(listener);

        _clock.Advance(Expiry * 10);
        Assert.False(log.Sweep(Expiry));

        log.StopListening(listener);
        _clock.Advance(Expiry / 2);
        Assert.False(log.Sweep(Expiry));

        _clock.Advance(Expiry / 2);
        Assert.True(log.Sweep(Expiry));
    }

    [Fact]
    public void Reading_starts_the_time_anew()
    {
        var log = Given.Log(_clock);
        _clock.Advance(Expiry / 2);
        log.ReadForward(0, 1, 1);
        _clock.Advance(Expiry / 2);

        Assert.False(log.Sweep(Expiry));
    }

    [Fact]
    public void A_listener_is_told_when_the_event_can_be_read_already()
    {
        var log = Given.Log(_clock);
        var seen = new List<long>();
        log.TryListen(new Listener { OnAdvanced = () => seen.Add(log.Head) });

        log.AppendNumbers(3);

        Assert.Equal([1, 2, 3], seen);
    }

    [Fact]
    public void A_listener_that_left_is_told_nothing()
    {
        var log = Given.Log(_clock);
        var seen = 0;
        var listener = new Listener { OnAdvanced = () => seen++ };
        log.TryListen(listener);
        log.StopListening(listener);

        log.AppendNumbers(3);

        Assert.Equal(0, seen);
    }

    [Fact]
    public void Subscribers_are_counted_over_all_listeners()
    {
        var log = Given.Log(_clock);
        log.TryListen(new Listener { SubscriberCount = 3 });
        log.TryListen(new Listener { SubscriberCount = 4 });

        Assert.Equal(7, log.SubscriberCount);
    }

    private sealed class Listener : ITopicListener
    {
        public Action? OnAdvanced { get; init; }

        public int SubscriberCount { get; init; }

        public void TopicAdvanced() => OnAdvanced?.Invoke();

        public void TopicEnded()
        {
        }
    }
}
