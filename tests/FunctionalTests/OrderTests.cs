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

    [Fact]
    public async Task Clients_on_different_wires_see_the_same_order()
    {
        await using var server = await TestServer.StartAsync();
        var clients = await Task.WhenAll(Enum.GetValues<Wire>().Select(wire => server.ConnectAsync(wire)));
        foreach (var client in clients) await client.SubscribeAsync("prices");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(publisher => Task.Run(() =>
            server.PublishAsync("prices", [.. Enumerable.Range(0, 200).Select(n => $"{publisher}/{n}")]))));

        var seen = await Task.WhenAll(clients.Select(client => client.NextEventsAsync(800)));
        Assert.All(seen, events => Assert.Equal(Enumerable.Range(1, 800).Select(n => (long)n), events.Select(e => e.Offset)));
        Assert.All(seen, events => Assert.Equal(seen[0].Select(e => e.Data.GetString()), events.Select(e => e.Data.GetString())));
        foreach (var client in clients) await client.DisposeAsync();
    }
}
