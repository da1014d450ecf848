using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>However the server cuts what it sends, the client gets every event, once and in order.</summary>
public sealed class SliceTests
{
    [Theory, EveryWire]
    public async Task Many_events_come_in_one_slice(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("ServerStats:Enabled", "false"));
        await using var client = await server.ConnectAsync(wire);
        await server.PublishAsync("a", [.. Enumerable.Range(1, 500)]);

        await client.SubscribeAsync("a", tail: 500);

        Assert.Equal(Enumerable.Range(1, 500), (await client.NextEventsAsync(500)).Select(e => e.Data.GetInt32()));
        Assert.Equal(1, server.Metrics["realtimehub.slices.built"]);
    }

    [Theory, EveryWire]
    public async Task Events_of_any_size_come_in_as_many_slices_as_they_need(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("FanOut:MaxSliceBytes", "1024"));
        await using var client = await server.ConnectAsync(wire);
        string[] texts = [.. Enumerable.Range(1, 300).Select(n => new string('x', n * n % 5_000))];
        await server.PublishAsync("a", texts);

        await client.SubscribeAsync("a", tail: 300);

        Assert.Equal(texts, (await client.NextEventsAsync(300)).Select(e => e.Data.GetString()));
        Assert.True(server.Metrics["realtimehub.slices.built"] > 100);
    }
}
