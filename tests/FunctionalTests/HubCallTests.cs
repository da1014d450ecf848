using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What a client can do over the hub besides following topics.</summary>
public sealed class HubCallTests
{
    [Theory, EveryWire]
    public async Task Publish_answers_where_the_event_stands_and_subscribers_get_it(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectReadingMetaAsync(wire);
        var topic = await client.SubscribeAsync("chat:lobby");

        var position = await client.PublishAsync(
            "chat:lobby", new { text = "hi", n = 1.5 }, new HubPublishOptions { Key = "k", Type = "said", Id = "17" });

        var e = await client.NextEventAsync();
        Assert.Equal(new StreamPosition(topic.Epoch, 1), position);
        Assert.Equal((1L, """{"text":"hi","n":1.5}"""), (e.Offset, e.Data.GetRawText()));
        Assert.Equal(new EventMeta { Key = "k", Type = "said", Id = "17" }, e.Meta);
    }

    [Theory, EveryWire]
    public async Task The_last_argument_of_publish_may_be_left_out(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("chat:lobby");

        await client.Connection.InvokeAsync<StreamPosition>(HubNames.Publish, "chat:lobby", "hi");

        Assert.Equal("hi", (await client.NextEventAsync()).Data.GetString());
    }

    [Theory, EveryWire]
    public async Task Publishing_with_send_delivers_although_there_is_no_reply(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("chat:lobby");

        await client.Connection.SendAsync(HubNames.Publish, "chat:lobby", "hi", null);

        Assert.Equal("hi", (await client.NextEventAsync()).Data.GetString());
    }

    [Theory, EveryWire]
    public async Task History_is_read_in_pages_forward_and_backward(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        var head = await server.PublishAsync("a", 1, 2, 3, 4, 5);

        var page = await client.HistoryAsync("a", new HistoryRequest { Since = head with { Offset = 1 }, Limit = 2 });
        var newest = await client.HistoryAsync("a", new HistoryRequest { Reverse = true, Limit = 2 });
        var all = await client.HistoryAsync("a");

        Assert.Equal(
            $$"""{"topic":"a","epoch":"{{head.Epoch}}","offset":5,"events":[{"offset":2,"data":2},{"offset":3,"data":3}]}""", page.GetRawText());
        Assert.Equal([5L, 4L], OffsetsOf(newest));
        Assert.Equal([1L, 2L, 3L, 4L, 5L], OffsetsOf(all));
    }

    [Theory, EveryWire]
    public async Task History_of_a_topic_that_nobody_has_used_is_empty(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);

        Assert.Equal("""{"topic":"a","epoch":"","offset":0,"events":[]}""", (await client.HistoryAsync("a")).GetRawText());
    }

    [Theory, EveryWire]
    public async Task Time_is_the_clock_of_the_server(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);

        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var time = await client.Connection.InvokeAsync<long>(HubNames.Time);

        Assert.InRange(time, before, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private static IEnumerable<long> OffsetsOf(JsonElement page) =>
        page.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("offset").GetInt64());
}
