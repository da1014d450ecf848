using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class OrderTests
{
    [Theory, EveryWire]
    public async Task All_subscribers_see_the_same_order_of_all_publishers(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var first = await server.ConnectAsync(wire);
        await using var second = await server.ConnectAsync(wire);
        await first.SubscribeAsync("prices");
        await second.SubscribeAsync("prices");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(publisher => Task.Run(() =>
            server.PublishAsync("prices", [.. Enumerable.Range(0, 200).Select(n => $"{publisher}/{n}")]))));

        var seen = await first.NextEventsAsync(800);
        Assert.Equal(Enumerable.Range(1, 800).Select(n => (long)n), seen.Select(e => e.Offset));
        Assert.Equal(seen.Select(e => e.Data.GetString()), (await second.NextEventsAsync(800)).Select(e => e.Data.GetString()));
    }

    [Theory, EveryWire]
    public async Task Events_of_one_publisher_keep_their_order(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("prices");

        await server.PublishAsync("prices", [.. Enumerable.Range(1, 500)]);

        Assert.Equal(Enumerable.Range(1, 500), (await client.NextEventsAsync(500)).Select(e => e.Data.GetInt32()));
    }

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
}
