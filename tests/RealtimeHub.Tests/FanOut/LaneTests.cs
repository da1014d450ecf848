using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

public sealed class LaneTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task The_first_event_after_a_pause_comes_at_once_and_the_others_together_when_the_time_has_come()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        await running.SubscribeAsync(running.Attach(client), log, maxRate: 2);

        log.AppendNumbers(1);
        Assert.Equal([1], RunningShard.OffsetsOf(await client.ReadAsync(1)));
        log.AppendNumbers(3, first: 2);
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        await running.SettleAsync();
        Assert.Equal(0, client.Unread());

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await running.SettleAsync();
        Assert.Equal([2, 3, 4], RunningShard.OffsetsOf(await client.ReadAsync(3)));
    }

    [Fact]
    public async Task Five_thousand_subscribers_of_one_lane_cost_one_encoding_per_tick()
    {
        const int Subscribers = 5_000, Ticks = 4;
        await using var running = new RunningShard(_clock);
        var log = Given.Log(_clock);
        var clients = Enumerable.Range(0, Subscribers).Select(_ => new PipedClient()).ToList();
        foreach (var client in clients) await running.SubscribeAsync(running.Attach(client), log, maxRate: 10, conflate: true);

        for (var tick = 0; tick < Ticks; tick++)
        {
            // Three keys, so that each tick carries three events, of thirty.
            for (var i = 0; i < 30; i++) log.Append(Given.Json($"{i}", key: $"k{i % 3}"));
            await running.SettleAsync();
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await running.SettleAsync();
        }

        // The first events came after a pause, and were delivered before the others: one more.
        Assert.InRange(running.Counted["slices.built"], Ticks, Ticks + 2);
        Assert.InRange(running.Counted["events.encoded"], 3 * Ticks, 3 * (Ticks + 2));
        Assert.Equal((Subscribers - 1) * running.Counted["slices.built"], running.Counted["slices.shared"]);
    }

    [Fact]
    public async Task A_conflated_subscriber_gets_the_newest_of_each_key_and_of_those_without_one()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock, new NamespaceOptions { AlwaysSendMeta = true }), new PipedClient());
        log.Append(Given.Json("0"));
        await running.SubscribeAsync(running.Attach(client), log, maxRate: 1, conflate: true);
        log.Append(Given.Json("0"));
        Assert.Equal([2], RunningShard.OffsetsOf(await client.ReadAsync(1, withMeta: true)));

        string?[] keys = ["a", "b", null, "a", null, "c", "b"];
        foreach (var key in keys) log.Append(Given.Json("1", key));
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await running.SettleAsync();

        // Offsets 3 to 9: of a the second, of those without a key the second, c, and of b the second.
        var messages = await client.ReadAsync(4, withMeta: true);
        Assert.Equal([6, 7, 8, 9], RunningShard.OffsetsOf(messages));
        Assert.All(messages, message => Assert.Equal(HubNames.Event, message.Target));
    }

    [Fact]
    public async Task What_the_log_lost_before_a_tick_is_announced_also_to_a_conflated_subscriber()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock, new NamespaceOptions { MaxEvents = 2 }), new PipedClient());
        await running.SubscribeAsync(running.Attach(client), log, maxRate: 1, conflate: true);
        log.Append(Given.Json("1"));
        await client.ReadAsync(1);

        log.AppendNumbers(5, first: 2);
        await running.SettleAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await running.SettleAsync();

        var messages = await client.ReadAsync(2);
        Assert.Equal(["news", 1L, 4L, GapReasons.Slow], messages[0].Arguments);
        Assert.Equal([6], RunningShard.OffsetsOf(messages));
    }

    [Fact]
    public async Task A_rate_changes_while_subscribed_and_nothing_is_lost_or_repeated()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log, maxRate: 0.5);
        log.AppendNumbers(3);
        var read = await client.ReadAsync(1);

        var reply = await FanOutService.SetRateAsync(subscriber, log.Name, new RateRequest());
        log.AppendNumbers(1, first: 4);
        read.AddRange(await client.ReadAsync(4 - read.Count));
        Assert.Equal([1, 2, 3, 4], RunningShard.OffsetsOf(read));
        Assert.Equal(new RateReply(), reply);

        reply = await FanOutService.SetRateAsync(subscriber, log.Name, new RateRequest { MaxRate = 7, Conflate = true });
        Assert.Equal(new RateReply { MaxRate = 6, Conflate = true }, reply);
        Assert.Null(await FanOutService.SetRateAsync(subscriber, TopicName.Parse("other"), new RateRequest()));
    }

    [Fact]
    public async Task Somebody_who_comes_back_gets_all_that_is_missed_with_the_next_tick()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = 1_024);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        log.AppendNumbers(200);

        await running.SubscribeAsync(running.Attach(client), log, since: new StreamPosition("epoch", 0), maxRate: 1);

        // Many slices, one tick: the rate says how often it begins, not how much comes.
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), RunningShard.OffsetsOf(await client.ReadAsync(200)));
    }

    [Theory]
    [InlineData(null, null, 0, null, 0)]
    [InlineData(7.0, null, 0, 6.0, 1_000.0 / 6)]
    [InlineData(1_000.0, null, 0, 100.0, 10)]
    [InlineData(0.15, null, 0, 0.1, 10_000)]
    [InlineData(null, 4.0, 0, 4.0, 250)]
    [InlineData(50.0, 4.0, 0, 4.0, 250)]
    [InlineData(2.0, 4.0, 0, 2.0, 500)]
    [InlineData(null, null, 20, null, 20)]
    [InlineData(100.0, null, 20, 100.0, 20)]
    [InlineData(10.0, null, 20, 10.0, 100)]
    public void A_pace_is_what_the_client_asks_for_within_what_the_namespace_allows(double? asked, double? allowed, int flushMs, double? rate, double intervalMs)
    {
        var settings = new NamespaceOptions { MaxRate = allowed, FlushInterval = TimeSpan.FromMilliseconds(flushMs) };

        var (pace, given) = Pace.For(settings, asked, conflate: false);

        Assert.Equal(rate, given);
        Assert.Equal(intervalMs, pace.Interval.TotalMilliseconds, tolerance: 0.001);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(0.09)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void A_rate_that_is_none_is_refused(double rate) => Assert.NotNull(Pace.FindProblem(rate));
}
