using System.Net;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class ShutdownTests
{
    [Theory, EveryWire]
    public async Task A_server_that_stops_tells_its_clients_to_come_back(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("news");

        await server.StopAsync();

        await ExpectsGoodbyeAsync(client);
    }

    [Theory, EveryWire]
    public async Task A_client_that_is_still_reading_what_came_before_is_told_too(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var proxy = new TcpProxy(server.Address);
        await using var client = await BareClient.ConnectAsync(proxy.Hub, wire);
        await client.SubscribeAsync("news");

        // With long polling the answer to a poll is on its way now, and the next poll comes after the server began to stop.
        proxy.StopReading(awaited: "the last word");
        await server.PublishAsync("news", "the last word");
        await proxy.HoldsSomethingAsync();
        var stopping = Task.Run(server.StopAsync);
        await NoNewConnectionIsTakenAsync(server);
        proxy.GoOnReading();

        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        await ExpectsGoodbyeAsync(client);
        await stopping;
    }

    private static async Task ExpectsGoodbyeAsync(BareClient client)
    {
        var goodbye = Assert.IsType<Received.Goodbye>(await client.NextAsync());
        Assert.Equal(((int)CloseCode.ShuttingDown, true), (goodbye.Code, goodbye.Reconnect));
        Assert.InRange(goodbye.AfterMs, 0, 3_000);
        await client.Closed;
    }

    private static async Task NoNewConnectionIsTakenAsync(TestServer server)
    {
        try
        {
            var negotiate = new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative);
            while ((await server.Http.PostAsync(negotiate, content: null)).StatusCode != HttpStatusCode.ServiceUnavailable)
            {
            }
        }
        catch (HttpRequestException)
        {
            // The server does not even listen any more.
        }
    }
}
