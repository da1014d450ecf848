using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>What reaches the clients of a running shard: fast ones, slow ones, stuck ones.</summary>
public sealed class DeliveryTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task Every_event_reaches_every_subscriber_once_and_in_order(string protocol)
    {
        await using var running = new RunningShard(_clock);
        var log = Given.Log(_clock);
        var clients = Enumerable.Range(0, 20).Select(_ => new PipedClient(protocol)).ToList();
        foreach (var client in clients) await running.SubscribeAsync(running.Attach(client, protocol), log);

        log.AppendNumbers(500);

        foreach (var client in clients) Assert.Equal(OneTo(500), RunningShard.OffsetsOf(await client.ReadAsync(500)));
        Assert.Equal(20 * 500, running.Counted["deliveries"]);
    }

    [Fact]
    public async Task A_client_that_reads_nothing_holds_up_nobody_and_finds_everything_later()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = 1_024);
        var log = Given.Log(_clock);
        var (stuck, fast) = (new PipedClient(roomFor: 1), new PipedClient());
        await running.SubscribeAsync(running.Attach(stuck), log);
        await running.SubscribeAsync(running.Attach(fast), log);

        log.AppendNumbers(1);
        await running.SettleAsync();
        log.AppendNumbers(199, first: 2);

        Assert.Equal(OneTo(200), RunningShard.OffsetsOf(await fast.ReadAsync(200)));
        Assert.Equal(OneTo(200), RunningShard.OffsetsOf(await stuck.ReadAsync(200)));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_costs_one_slice_and_no_more()
    {
        await using var running = new RunningShard(_clock);
        var (log, stuck) = (Given.Log(_clock), new PipedClient(roomFor: 1));
        await running.SubscribeAsync(running.Attach(stuck), log);
        log.AppendNumbers(1);
        await running.SettleAsync();
        var first = stuck.Unread();

        for (var i = 0; i < 100; i++)
        {
            log.AppendNumbers(10);
            await running.SettleAsync();
        }

        Assert.Equal(first, stuck.Unread());
    }

    [Fact]
    public async Task A_client_that_was_away_too_long_is_told_what_it_lost_and_goes_on_from_there()
    {
        await using var running = new RunningShard(_clock);
        var (log, slow) = (Given.Log(_clock, new NamespaceOptions { MaxEvents = 10 }), new PipedClient(roomFor: 1));
        await running.SubscribeAsync(running.Attach(slow), log);
        log.AppendNumbers(1);
        await running.SettleAsync();
        log.AppendNumbers(99, first: 2);

        var messages = await slow.ReadAsync(12);

        Assert.Equal(1L, messages[0].Arguments[1]);
        Assert.Equal(["news", 1L, 90L, GapReasons.Slow], messages[1].Arguments);
        Assert.Equal(OneTo(10).Select(i => 90 + i), RunningShard.OffsetsOf(messages.Skip(2)));
    }

    [Fact]
    public async Task Topics_of_one_connection_take_turns_when_it_catches_up()
    {
        await using var running = new RunningShard(_clock, options => options.FanOut.MaxSliceBytes = 1_024);
        var client = new PipedClient(roomFor: 1);
        var subscriber = running.Attach(client);
        var logs = new[] { "a", "b", "c" }.Select(topic => Given.Log(_clock, topic: topic)).ToList();
        foreach (var log in logs) await running.SubscribeAsync(subscriber, log);
        logs[0].AppendNumbers(1);
        await running.SettleAsync();
        foreach (var log in logs) log.AppendNumbers(100);

        var messages = await client.ReadAsync(301);

        // No topic waits until another has caught up.
        Assert.Equal(["a", "b", "c"], messages.Skip(1).Take(40).Select(TopicOf).Distinct().Order());
        foreach (var log in logs) Assert.Equal(OneTo((int)log.Head), RunningShard.OffsetsOf(messages.Where(m => TopicOf(m) == log.Name.Value)));
    }

    [Fact]
    public async Task A_write_that_does_not_finish_in_time_ends_its_connection_once()
    {
        await using var running = new RunningShard(_clock, options => options.Connections.WriteTimeout = TimeSpan.FromSeconds(10));
        var (log, stuck, fast) = (Given.Log(_clock), new PipedClient(roomFor: 1), new PipedClient());
        await running.SubscribeAsync(running.Attach(stuck), log);
        await running.SubscribeAsync(running.Attach(fast), log);
        log.AppendNumbers(1);
        await running.SettleAsync();

        await TickAfterAsync(running, TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.False(stuck.IsCut);

        await TickAfterAsync(running, TimeSpan.FromTicks(1));
        await Eventually.TrueAsync(() => stuck.IsCut);
        Assert.False(fast.IsCut);
        Assert.Single(running.Logs.Of(1101));
    }

    [Fact]
    public async Task A_client_that_has_read_is_not_cut_because_the_shard_was_late()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient(roomFor: 1));
        await running.SubscribeAsync(running.Attach(client), log);
        log.AppendNumbers(1);
        await running.SettleAsync();
        using (await running.BlockAsync())
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            running.Shard.Watchdog.Tick();
            client.Drain();
        }

        await running.SettleAsync();
        Assert.False(client.IsCut);
        Assert.Empty(running.Logs.Of(1101));
    }

    [Fact]
    public async Task Events_appended_while_the_shard_is_busy_share_one_write()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        await running.SubscribeAsync(running.Attach(client), log);
        using (await running.BlockAsync()) log.AppendNumbers(50);

        Assert.Equal(OneTo(50), RunningShard.OffsetsOf(await client.ReadAsync(50)));
        Assert.Equal(1, running.Counted["slices.built"]);
    }

    private async Task TickAfterAsync(RunningShard running, TimeSpan time)
    {
        _clock.Advance(time);
        running.Shard.Watchdog.Tick();
        await running.SettleAsync();
    }

    private static IEnumerable<long> OneTo(int count) => Enumerable.Range(1, count).Select(i => (long)i);

    private static string TopicOf(InvocationMessage message) => (string)message.Arguments[0]!;
}
