using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class ShutdownTests
{
    [Theory]
    [InlineData(Wire.WebSocketsJson)]
    [InlineData(Wire.WebSocketsMessagePack)]
    [InlineData(Wire.ServerSentEventsJson)]
    public async Task A_server_that_stops_tells_its_clients_to_come_back(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("news");

        await server.StopAsync();

        var goodbye = Assert.IsType<Received.Goodbye>(await client.NextAsync());
        Assert.Equal(((int)CloseCode.ShuttingDown, true), (goodbye.Code, goodbye.Reconnect));
        Assert.InRange(goodbye.AfterMs, 0, 3_000);
        await client.Closed;
    }
}
