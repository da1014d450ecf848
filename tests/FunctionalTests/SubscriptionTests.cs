using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Following topics, several at once, and leaving them again.</summary>
public sealed class SubscriptionTests
{
    [Theory, EveryWire]
    public async Task A_topic_gets_only_its_own_events(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");

        await server.PublishAsync("b", 1);
        await server.PublishAsync("a", 2);

        Assert.Equal(("a", 1L), (await client.NextEventAsync()) is var e ? (e.Topic, e.Offset) : default);
        Assert.True(client.HasNothingMore);
    }

    [Theory, EveryWire]
    public async Task After_unsubscribe_nothing_comes_any_more(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("marker");

        await client.UnsubscribeAsync("a");
        await server.PublishAsync("a", 1);
        await server.PublishAsync("marker", 1);

        Assert.Equal("marker", (await client.NextEventAsync()).Topic);
        Assert.True(client.HasNothingMore);
    }

    [Theory, EveryWire]
    public async Task A_topic_can_be_followed_again_after_unsubscribe(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");
        await client.UnsubscribeAsync("a");

        await client.SubscribeAsync("a");
        await server.PublishAsync("a", 1);

        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_topic_that_is_followed_again_goes_on_at_the_position_where_it_was_left(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        var position = await client.SubscribeAsync("a");
        await server.PublishAsync("a", 1);
        await client.NextEventAsync();

        await client.UnsubscribeAsync("a");
        await server.PublishAsync("a", 2, 3);
        var reply = await client.SubscribeAsync("a", since: new StreamPosition(position.Epoch, 1));
        await server.PublishAsync("a", 4);

        Assert.True(reply.Recovered);
        Assert.Equal([2, 3, 4], (await client.NextEventsAsync(3)).Select(e => e.Data.GetInt32()));
    }

    [Theory, EveryWire]
    public async Task Leaving_and_following_again_in_the_middle_of_a_stream_loses_and_repeats_nothing(Wire wire)
    {
        const int Events = 1_000;
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("marker");
        var position = await server.PublishAsync("a", 0);

        var publishing = Task.Run(() => server.PublishAsync("a", [.. Enumerable.Range(2, Events - 1)]));
        while (position.Offset < Events)
        {
            Assert.True((await client.SubscribeAsync("a", since: position)).Recovered);
            position = Next(position, await client.NextEventAsync());
            await client.UnsubscribeAsync("a");
            await server.PublishAsync("marker", 0);
            while (await client.NextEventAsync() is { Topic: "a" } e) position = Next(position, e);
        }

        await publishing;
    }

    [Theory, EveryWire]
    public async Task Two_topics_on_one_connection_each_keep_their_order(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b");

        await Task.WhenAll(
            Task.Run(() => server.PublishAsync("a", [.. Enumerable.Range(1, 300)])),
            Task.Run(() => server.PublishAsync("b", [.. Enumerable.Range(1, 300)])));

        var offsets = (await client.NextEventsAsync(600)).ToLookup(e => e.Topic, e => e.Offset);
        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), offsets["a"]);
        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), offsets["b"]);
    }

    [Theory, EveryWire]
    public async Task Leaving_a_topic_leaves_the_other_topics_and_the_other_clients_alone(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var leaving = await server.ConnectAsync(wire);
        await using var staying = await server.ConnectAsync(wire);
        foreach (var topic in new[] { "a", "b" })
        {
            await leaving.SubscribeAsync(topic);
            await staying.SubscribeAsync(topic);
        }

        await leaving.UnsubscribeAsync("a");
        await server.PublishAsync("a", 1);
        Assert.Equal("a", (await staying.NextEventAsync()).Topic);
        await server.PublishAsync("b", 1);

        Assert.Equal("b", (await staying.NextEventAsync()).Topic);
        Assert.Equal("b", (await leaving.NextEventAsync()).Topic);
    }

    [Theory, EveryWire]
    public async Task Leaving_a_topic_that_is_not_followed_changes_nothing(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");

        await client.UnsubscribeAsync("b");
        await server.PublishAsync("a", 1);

        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task A_client_that_goes_takes_its_subscriptions_with_it(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");
        await client.SubscribeAsync("b");
        Assert.Equal((1, 2), (server.Metrics["realtimehub.connections"], server.Metrics["realtimehub.subscriptions"]));

        await client.DisposeAsync();

        await server.Metrics.WaitForFallAsync("realtimehub.connections", atMost: 0);
        await server.Metrics.WaitForFallAsync("realtimehub.subscriptions", atMost: 0);
    }

    private static StreamPosition Next(StreamPosition position, Received.Event e)
    {
        Assert.Equal(position.Offset + 1, e.Offset);
        return position with { Offset = e.Offset };
    }
}
