using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>A topic begins another life while clients follow it.</summary>
public sealed class EndOfLogTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public async Task Everybody_who_follows_it_is_told_once_and_gets_nothing_more_of_it(string protocol)
    {
        await using var running = new RunningShard(_clock);
        var log = Given.Log(_clock);
        var clients = Enumerable.Range(0, 5).Select(_ => new PipedClient(protocol)).ToList();
        foreach (var client in clients) await running.SubscribeAsync(running.Attach(client, protocol), log);
        log.AppendNumbers(3);
        foreach (var client in clients) await client.ReadAsync(3);

        log.End();
        await running.SettleAsync();
        await running.SettleAsync();

        foreach (var client in clients) AssertEnd(Assert.Single(await client.ReadAsync(1)), upTo: 3);
        Assert.Equal(0, running.Counted["realtimehub.subscriptions"]);
    }

    [Fact]
    public async Task Who_is_told_may_follow_the_next_life_at_once()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log);
        log.End();
        AssertEnd(Assert.Single(await client.ReadAsync(1)), upTo: 0);

        var next = Given.Log(_clock, epoch: "next");
        next.AppendNumbers(2);
        var reply = await running.SubscribeAsync(subscriber, next, new StreamPosition("epoch", 0));

        Assert.Equal((false, RecoveryReasons.EpochChanged), (reply.Recovered, reply.Reason));
        next.AppendNumbers(1, first: 3);
        Assert.Equal([3], RunningShard.OffsetsOf(await client.ReadAsync(1)));
    }

    [Fact]
    public async Task Nobody_joins_a_log_that_has_ended()
    {
        await using var running = new RunningShard(_clock);
        var log = Given.Log(_clock);
        await running.SubscribeAsync(running.Attach(new PipedClient()), log);

        using (await running.BlockAsync()) log.End();

        Assert.IsType<SubscribeOutcome.Retired>(await running.TrySubscribeAsync(running.Attach(new PipedClient()), log));
    }

    [Fact]
    public async Task A_client_whose_write_is_pending_is_told_when_it_can_be()
    {
        await using var running = new RunningShard(_clock);
        var (log, slow) = (Given.Log(_clock), new PipedClient(roomFor: 1));
        await running.SubscribeAsync(running.Attach(slow), log);
        log.AppendNumbers(1);
        await running.SettleAsync();
        log.AppendNumbers(2, first: 2);
        await running.SettleAsync();

        log.End();
        await running.SettleAsync();

        var received = await slow.ReadAsync(2);
        Assert.Equal([1], RunningShard.OffsetsOf(received));
        AssertEnd(received[^1], upTo: 3, from: 1);
    }

    [Fact]
    public async Task A_subscription_that_is_not_active_yet_is_told_after_its_reply()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        var outcome = await running.TrySubscribeAsync(running.Attach(client), log);
        log.End();
        await running.SettleAsync();
        Assert.Equal(0, client.Unread());

        Assert.IsType<SubscribeOutcome.Done>(outcome).Subscription.Activate();

        AssertEnd(Assert.Single(await client.ReadAsync(1)), upTo: 0);
    }

    [Fact]
    public async Task Other_topics_of_the_same_connection_go_on()
    {
        await using var running = new RunningShard(_clock);
        var (ending, other, client) = (Given.Log(_clock), Given.Log(_clock, topic: "other"), new PipedClient());
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, ending);
        await running.SubscribeAsync(subscriber, other);

        ending.End();
        other.AppendNumbers(2);
        await running.SettleAsync();

        var received = await client.ReadAsync(3);
        Assert.Equal([1, 2], RunningShard.OffsetsOf(received));
        AssertEnd(received.Single(message => message.Target == HubNames.Gap), upTo: 0);
    }

    private static void AssertEnd(InvocationMessage message, long upTo, long? from = null)
    {
        Assert.Equal((HubNames.Gap, GapReasons.EpochChanged), (message.Target, (string)message.Arguments[3]!));
        Assert.Equal((from ?? upTo, upTo), ((long)message.Arguments[1]!, (long)message.Arguments[2]!));
    }
}
