using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

/// <summary>How subscriptions begin and end, on a running shard with real connections in memory.</summary>
public sealed class SubscribingTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task The_reply_says_where_the_topic_stands()
    {
        await using var running = new RunningShard(_clock);
        var log = Given.Log(_clock);
        log.AppendNumbers(3);

        var reply = await running.SubscribeAsync(running.Attach(new PipedClient()), log);

        Assert.Equal(new SubscribeReply { Topic = "news", Epoch = "epoch", Offset = 3, Recovered = false }, reply);
    }

    [Fact]
    public async Task Nothing_is_delivered_before_the_reply_was_written()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        log.AppendNumbers(2);
        var outcome = await running.TrySubscribeAsync(running.Attach(client), log, new SubscribeRequest { Tail = 1 });
        log.AppendNumbers(1, first: 3);
        await running.SettleAsync();
        Assert.Equal(0, client.Unread());

        Assert.IsType<SubscribeOutcome.Done>(outcome).Subscription.Activate();

        Assert.Equal([2, 3], RunningShard.OffsetsOf(await client.ReadAsync(2)));
    }

    [Fact]
    public async Task A_position_that_is_continued_gives_everything_after_it()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        log.AppendNumbers(5);

        var reply = await running.SubscribeAsync(running.Attach(client), log, new StreamPosition("epoch", 2));

        Assert.True(reply.Recovered);
        Assert.Equal([3, 4, 5], RunningShard.OffsetsOf(await client.ReadAsync(3)));
    }

    [Fact]
    public async Task A_position_ahead_of_the_log_is_refused_counted_and_logged()
    {
        await using var running = new RunningShard(_clock);

        var reply = await running.SubscribeAsync(running.Attach(new PipedClient()), Given.Log(_clock), new StreamPosition("epoch", 7));

        Assert.Equal((false, RecoveryReasons.Ahead), (reply.Recovered, reply.Reason));
        Assert.Single(running.Logs.Of(1103));
    }

    [Fact]
    public async Task A_second_subscription_to_the_same_topic_is_refused_and_disturbs_the_first_one_not()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log);

        var second = await running.TrySubscribeAsync(subscriber, log);
        log.AppendNumbers(1);

        Assert.Equal(ErrorCode.AlreadySubscribed, Assert.IsType<SubscribeOutcome.Refused>(second).Code);
        Assert.Equal([1], RunningShard.OffsetsOf(await client.ReadAsync(1)));
    }

    [Fact]
    public async Task One_subscription_too_many_is_refused()
    {
        await using var running = new RunningShard(_clock, options => options.Connections.MaxSubscriptions = 2);
        var subscriber = running.Attach(new PipedClient());
        await running.SubscribeAsync(subscriber, Given.Log(_clock, topic: "one"));
        await running.SubscribeAsync(subscriber, Given.Log(_clock, topic: "two"));

        var third = await running.TrySubscribeAsync(subscriber, Given.Log(_clock, topic: "three"));

        Assert.Equal(ErrorCode.SubscriptionLimit, Assert.IsType<SubscribeOutcome.Refused>(third).Code);
    }

    [Fact]
    public async Task A_retired_log_is_to_be_looked_up_again()
    {
        await using var running = new RunningShard(_clock);
        var log = Given.Log(_clock);
        log.Sweep(TimeSpan.Zero);

        Assert.IsType<SubscribeOutcome.Retired>(await running.TrySubscribeAsync(running.Attach(new PipedClient()), log));
    }

    [Fact]
    public async Task After_an_unsubscribe_nothing_more_comes_and_the_topic_may_be_subscribed_again()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        var subscriber = running.Attach(client);
        await running.SubscribeAsync(subscriber, log);

        await FanOutService.UnsubscribeAsync(subscriber, log.Name).WaitAsync(Patience.Token);
        log.AppendNumbers(3);
        await running.SubscribeAsync(subscriber, log);
        log.AppendNumbers(1, first: 4);

        Assert.Equal([4], RunningShard.OffsetsOf(await client.ReadAsync(1)));
    }

    [Fact]
    public async Task Unsubscribing_from_what_was_never_subscribed_does_nothing()
    {
        await using var running = new RunningShard(_clock);

        await FanOutService.UnsubscribeAsync(running.Attach(new PipedClient()), TopicName.Parse("news")).WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task A_late_start_of_an_ended_subscription_cannot_bring_it_back()
    {
        await using var running = new RunningShard(_clock);
        var (log, client) = (Given.Log(_clock), new PipedClient());
        var subscriber = running.Attach(client);
        var outcome = Assert.IsType<SubscribeOutcome.Done>(await running.TrySubscribeAsync(subscriber, log, new SubscribeRequest { Tail = 10 }));
        await FanOutService.UnsubscribeAsync(subscriber, log.Name).WaitAsync(Patience.Token);
        log.AppendNumbers(1);

        outcome.Subscription.Activate();
        await running.SettleAsync();

        Assert.Equal(0, client.Unread());
    }

    [Fact]
    public async Task A_closed_connection_leaves_nothing_behind_and_subscribes_no_more()
    {
        await using var running = new RunningShard(_clock);
        var (one, two) = (Given.Log(_clock, topic: "one"), Given.Log(_clock, topic: "two"));
        var (leaving, staying) = (running.Attach(new PipedClient()), running.Attach(new PipedClient()));
        foreach (var log in new[] { one, two }) await running.SubscribeAsync(leaving, log);
        await running.SubscribeAsync(staying, one);

        FanOutService.Detach(leaving);
        await running.SettleAsync();

        Assert.Equal((1, 0), (one.SubscriberCount, two.SubscriberCount));
        Assert.IsType<SubscribeOutcome.Refused>(await running.TrySubscribeAsync(leaving, one));
    }
}
