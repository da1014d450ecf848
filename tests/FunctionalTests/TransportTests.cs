using Microsoft.AspNetCore.Http.Connections;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Where WebSockets do not get through, SignalR's other transports do.</summary>
public sealed class TransportTests
{
    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Every_transport_brings_every_event_in_order(HttpTransportType transport)
    {
        await using var server = await TestServer.StartAsync();
        await server.PublishAsync("news", 1, 2, 3);
        await using var client = await BareClient.ConnectAsync(server.Hub, transport);

        await client.SubscribeAsync("news", tail: 2);
        await server.PublishAsync("news", [.. Enumerable.Range(4, 100)]);

        Assert.Equal(Enumerable.Range(2, 102), (await client.NextEventsAsync(102)).Select(e => e.Data.GetInt32()));
    }

    [Theory]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task The_bound_on_connections_refuses_new_ones_and_leaves_the_old_ones_alone(HttpTransportType transport)
    {
        await using var server = (await TestServer.StartAsync(("Connections:MaxConnections", "1"))).Allows(1201);
        await using var client = await BareClient.ConnectAsync(server.Hub, transport);

        await Assert.ThrowsAnyAsync<Exception>(() => BareClient.ConnectAsync(server.Hub, transport));
        await client.SubscribeAsync("news");
        await server.PublishAsync("news", 1);

        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }
}
