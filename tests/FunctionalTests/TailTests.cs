using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class TailTests
{
    [Theory, EveryWire]
    public async Task Tail_begins_with_the_newest_events_and_goes_on_live(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishAsync("a", 1, 2, 3, 4, 5);
        await using var client = await server.ConnectAsync(wire);

        var reply = await client.SubscribeAsync("a", tail: 2);
        await server.PublishAsync("a", 6);

        Assert.Equal((5, false), (reply.Offset, reply.Recovered));
        Assert.Equal([4, 5, 6], (await client.NextEventsAsync(3)).Select(e => e.Data.GetInt32()));
    }

    [Theory, EveryWire]
    public async Task A_tail_longer_than_the_log_begins_with_its_oldest_event_and_without_a_gap(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:MaxEvents", "3"));
        await server.PublishAsync("a", 1, 2, 3, 4, 5);
        await using var client = await server.ConnectAsync(wire);

        await client.SubscribeAsync("a", tail: 100);

        Assert.Equal([3L, 4L, 5L], (await client.NextEventsAsync(3)).Select(e => e.Offset));
    }

    [Theory, EveryWire]
    public async Task The_reply_says_where_a_tail_begins_whoever_asked_for_it_and_nothing_where_there_is_none(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("Namespaces:state:Tail", "2"));
        var first = await server.PublishAsync("state:a", 1);
        await server.PublishAsync("state:a", 2, 3, 4);
        await using var client = await server.ConnectAsync(wire);

        Assert.Equal(2, (await client.SubscribeAsync("state:a")).From);
        Assert.Equal([3L, 4L], (await client.NextEventsAsync(2)).Select(e => e.Offset));
        await client.UnsubscribeAsync("state:a");
        Assert.Equal(1, (await client.SubscribeAsync("state:a", tail: 3)).From);
        await client.UnsubscribeAsync("state:a");
        Assert.Null((await client.SubscribeAsync("state:a", since: first)).From);
        await client.UnsubscribeAsync("state:a");
        Assert.Null((await client.SubscribeAsync("state:a", tail: 0)).From);
        Assert.Null((await client.SubscribeAsync("state:empty")).From);
    }

    [Theory, EveryWire]
    public async Task Without_tail_only_later_events_come(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishAsync("a", 1, 2);
        await using var client = await server.ConnectAsync(wire);

        await client.SubscribeAsync("a");
        await server.PublishAsync("a", 3);

        Assert.Equal(3, (await client.NextEventAsync()).Offset);
    }

    [Theory, EveryWire]
    public async Task Subscribing_with_send_delivers_although_there_is_no_reply(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishAsync("a", 1);
        await using var client = await server.ConnectAsync(wire);

        await client.Connection.SendCoreAsync("Subscribe", [new { topic = "a", tail = 1 }]);

        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }
}
