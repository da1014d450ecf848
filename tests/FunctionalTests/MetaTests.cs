using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What is told about an event besides its data.</summary>
public sealed class MetaTests
{
    [Theory, EveryWire]
    public async Task An_event_brings_the_key_type_and_id_that_its_publisher_gave(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectReadingMetaAsync(wire);
        await client.SubscribeAsync("orders");

        await server.PostAsync("v1/topics/orders/events?key=k&type=created&id=17", "1");
        await server.PostAsync("v1/topics/orders/events?type=paid", "2");

        Assert.Equal(new EventMeta { Key = "k", Type = "created", Id = "17" }, (await client.NextEventAsync()).Meta);
        Assert.Equal(new EventMeta { Type = "paid" }, (await client.NextEventAsync()).Meta);
    }

    [Theory, EveryWire]
    public async Task An_event_has_four_arguments_with_meta_and_three_without(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var ofThree = await server.ConnectAsync(wire);
        await using var ofFour = await server.ConnectReadingMetaAsync(wire);
        await ofThree.SubscribeAsync("a");
        await ofFour.SubscribeAsync("a");

        foreach (var path in new[] { "?key=k", "", "?key=k", "" }) await server.PostAsync($"v1/topics/a/events{path}", "0");

        Assert.Equal([2L, 4L], (await ofThree.NextEventsAsync(2)).Select(e => e.Offset));
        Assert.Equal([1L, 3L], (await ofFour.NextEventsAsync(2)).Select(e => e.Offset));
    }

    [Theory, EveryWire]
    public async Task Where_a_namespace_always_sends_meta_every_event_has_four_arguments(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:AlwaysSendMeta", "true"));
        await using var client = await server.ConnectReadingMetaAsync(wire);
        await client.SubscribeAsync("a");

        await server.PostAsync("v1/topics/a/events", "1");
        await server.PostAsync("v1/topics/a/events?key=k", "2");

        Assert.Equal([null, "k"], (await client.NextEventsAsync(2)).Select(e => e.Meta?.Key));
    }

    [Theory, EveryWire]
    public async Task Where_a_namespace_stamps_events_they_tell_when_they_were_accepted(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:StampTime", "true"));
        await using var client = await server.ConnectReadingMetaAsync(wire);
        await client.SubscribeAsync("a");

        var before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await server.PublishAsync("a", 1);
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.InRange((await client.NextEventAsync()).Meta?.Time ?? 0, before, after);
    }

    [Theory, EveryWire]
    public async Task Meta_stays_with_its_event_in_the_tail_and_in_the_history(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectReadingMetaAsync(wire);
        await server.PostAsync("v1/topics/a/events?key=k", "1");
        await server.PostAsync("v1/topics/a/events", "2");

        await client.SubscribeAsync("a", tail: 2);
        var events = (await client.HistoryAsync("a")).GetProperty("events");

        Assert.Equal(new EventMeta { Key = "k" }, (await client.NextEventAsync()).Meta);
        Assert.Equal("""{"key":"k"}""", events[0].GetProperty("meta").GetRawText());
        Assert.False(events[1].TryGetProperty("meta", out _));
    }
}
