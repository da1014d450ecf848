using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What clients and publishers notice of a server that stops.</summary>
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

    [Fact]
    public async Task Each_client_gets_a_moment_of_its_own_to_come_back()
    {
        await using var server = await TestServer.StartAsync(("Drain:ComeBackWithin", "01:00:00"));
        var clients = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => server.ConnectAsync()));

        await server.StopAsync();

        var moments = new List<long>();
        foreach (var client in clients)
        {
            moments.Add(Assert.IsType<Received.Goodbye>(await client.NextAsync()).AfterMs);
            await client.DisposeAsync();
        }

        Assert.Equal(40, moments.Distinct().Count());
        Assert.All(moments, moment => Assert.InRange(moment, 0, 3_600_000));
        Assert.Contains(moments, moment => moment < 1_800_000);
        Assert.Contains(moments, moment => moment > 1_800_000);
    }

    [Fact]
    public async Task Load_balancers_hear_of_it_first_and_meanwhile_everything_goes_on()
    {
        // A length that nothing else waits for.
        var delay = TimeSpan.FromSeconds(5.25);
        var clock = new WatchedClock();
        await using var server = await TestServer.StartAsync(
            0, "Development", (WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(clock), ("Drain:ReadinessDelay", delay.ToString()));
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("news");

        var stopping = Task.Run(server.StopAsync);
        while (await clock.NextWaitAsync() != delay)
        {
        }

        using var ready = await server.Http.GetAsync(new Uri("health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Contains("takes no new ones", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Healthy", await server.Http.GetStringAsync(new Uri("health/live", UriKind.Relative)));
        await using var late = await server.ConnectAsync();
        using var published = await server.PostAsync("v1/topics/news/events", "1");
        Assert.Equal((HttpStatusCode.OK, true), (published.StatusCode, published.Headers.ConnectionClose));
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        Assert.True(client.HasNothingMore);

        clock.Advance(delay);
        await ExpectsGoodbyeAsync(client);
        await ExpectsGoodbyeAsync(late);
        await stopping;
    }

    [Theory, EveryWire]
    public async Task A_client_that_does_not_read_does_not_hold_it_up(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("Connections:WriteTimeout", "00:05:00"), ("Drain:Timeout", "00:30:00"));
        await using var proxy = new TcpProxy(server.Address);
        await using var stuck = await BareClient.ConnectAsync(proxy.Hub, wire);
        await using var healthy = await server.ConnectAsync(wire);
        await stuck.SubscribeAsync("prices");
        proxy.StopReading();
        for (var n = 0; n < Flood.Events; n++) await server.PublishAsync("prices", Flood.Payload);

        await server.StopAsync().WaitAsync(Patience.Token);

        await ExpectsGoodbyeAsync(healthy);

        // A client that polls says goodbye with a request, which the proxy would hold up.
        proxy.GoOnReading();
    }

    [Fact]
    public async Task A_publish_that_is_under_way_is_answered()
    {
        await using var server = await TestServer.StartAsync();
        var body = new HeldUpBody("[1, ", "2]");

        // The body is sent when the server asks for it: by then it is at work on the request.
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = server.Address };
        http.DefaultRequestHeaders.ExpectContinue = true;
        var publish = http.PostAsync(new Uri("v1/topics/news/events", UriKind.Relative), body, Patience.Token);
        await body.BeginningSent;

        var stopping = Task.Run(server.StopAsync);
        await NobodyListensAsync(server.Address);
        Assert.False(stopping.IsCompleted);
        body.SendRest();

        using var answer = await publish;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("\"offset\":1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task A_client_that_is_still_shaking_hands_does_not_hold_it_up()
    {
        // Were it waited for, that would be until it has had its ten seconds for the handshake.
        var clock = TimeProvider.System;
        await using var server = await TestServer.StartAsync(("Drain:Timeout", "00:30:00"));
        using var socket = await OpenAsync(server);

        var started = clock.GetTimestamp();
        await server.StopAsync().WaitAsync(Patience.Token);

        Assert.InRange(clock.GetElapsedTime(started).TotalSeconds, 0, 8);
        await ReadToEndAsync(socket);
    }

    [Fact]
    public async Task A_client_that_shakes_hands_when_no_new_one_is_taken_is_told_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = await OpenAsync(server);
        using var drain = await server.PostAsync("v1/drain", "");
        await NoNewConnectionIsTakenAsync(server);

        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);

        Assert.Contains("\"arguments\":[3001,", await ReadToEndAsync(socket), StringComparison.Ordinal);
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

    private static async Task NobodyListensAsync(Uri address)
    {
        try
        {
            while (true)
            {
                using var knocking = new System.Net.Sockets.TcpClient();
                await knocking.ConnectAsync(address.Host, address.Port, Patience.Token);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
        }
    }

    private static async Task<ClientWebSocket> OpenAsync(TestServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Hub) { Scheme = "ws" }.Uri, Patience.Token);
        return socket;
    }

    private static async Task<string> ReadToEndAsync(ClientWebSocket socket)
    {
        var (all, buffer) = (new StringBuilder(), new byte[16_384]);
        try
        {
            while (socket.State == WebSocketState.Open) all.Append(Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, Patience.Token)).Count));
        }
        catch (WebSocketException)
        {
            // The server ended the connection without the WebSocket's own goodbye.
        }

        return all.ToString();
    }
}
