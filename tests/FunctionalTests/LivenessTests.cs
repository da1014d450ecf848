using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Clients that are connected and not alive.</summary>
public sealed class LivenessTests
{
    private const string Handshake = """{"protocol":"json","version":1}""";

    [Fact]
    public async Task A_client_that_has_never_pinged_is_found_and_told_3012()
    {
        var clock = new FakeTimeProvider();
        await using var server = await StartAsync(clock);
        using var silent = await ConnectAsync(server, Handshake);
        await using var alive = await server.ConnectAsync();

        clock.Advance(TimeSpan.FromSeconds(29));
        await alive.SubscribeAsync("news");
        clock.Advance(TimeSpan.FromSeconds(2));
        await server.Metrics.WaitForAsync("realtimehub.connections.silent", 1);

        Assert.Contains("\"arguments\":[3012,", await ReadToEndAsync(silent), StringComparison.Ordinal);
        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await alive.NextEventAsync()).Offset);
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Time","arguments":[],"invocationId":"1"}""")]
    [InlineData("""{"type":6}""")]
    public async Task Whatever_comes_from_a_client_is_a_sign_of_life(string message)
    {
        var clock = new FakeTimeProvider();
        await using var server = await StartAsync(clock);
        using var talking = await ConnectAsync(server, Handshake);

        for (var i = 0; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(20));
            await SendAsync(talking, message);

            // The answer to a call shows that what came before it was read.
            await SendAsync(talking, """{"type":1,"target":"Time","arguments":[],"invocationId":"2"}""");
            while (!(await ReadAsync(talking)).Contains("\"invocationId\":\"2\"", StringComparison.Ordinal))
            {
            }
        }

        Assert.Equal(0, server.Metrics["realtimehub.connections.silent"]);
    }

    [Fact]
    public async Task A_client_that_polls_needs_no_pings()
    {
        var clock = new FakeTimeProvider();
        await using var server = await StartAsync(clock);
        await using var polling = await server.ConnectAsync(Wire.LongPollingJson);
        await polling.SubscribeAsync("news");

        for (var i = 0; i < 5; i++) clock.Advance(TimeSpan.FromSeconds(20));
        await server.PublishAsync("news", 1);

        Assert.Equal(1, (await polling.NextEventAsync()).Offset);
    }

    [Theory]
    [InlineData("""{"type":99}""")]
    [InlineData("""{"type":42,"target":"event","arguments":[]}""")]
    public async Task A_message_of_an_unknown_type_closes_the_connection_with_3009(string message)
    {
        await using var server = await TestServer.StartAsync();
        await using var bystander = await server.ConnectAsync();
        await bystander.SubscribeAsync("news");
        using var client = await ConnectAsync(server, Handshake);

        await SendAsync(client, message);

        Assert.Contains("\"arguments\":[3009,", await ReadToEndAsync(client), StringComparison.Ordinal);
        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await bystander.NextEventAsync()).Offset);
    }

    [Fact]
    public async Task An_unknown_type_in_messagepack_closes_the_connection_too()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ConnectAsync(server, """{"protocol":"messagepack","version":1}""");

        // An array of one item: the type 99.
        await client.SendAsync(new byte[] { 0x02, 0x91, 0x63 }, WebSocketMessageType.Binary, endOfMessage: true, Patience.Token);

        await ReadToEndAsync(client);
        await server.Metrics.WaitForFallAsync("realtimehub.connections", 0);
    }

    private static Task<TestServer> StartAsync(TimeProvider clock) =>
        TestServer.StartAsync(port: 0, "Development", (WebApplicationBuilder builder) => builder.Services.AddSingleton(clock));

    private static async Task<ClientWebSocket> ConnectAsync(TestServer server, string handshake)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Hub) { Scheme = "ws" }.Uri, Patience.Token);
        await SendAsync(socket, handshake);
        await ReadAsync(socket);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);

    private static async Task<string> ReadAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16_384];
        var read = await socket.ReceiveAsync(buffer, Patience.Token);
        return Encoding.UTF8.GetString(buffer, 0, read.Count);
    }

    private static async Task<string> ReadToEndAsync(ClientWebSocket socket)
    {
        var all = new StringBuilder();
        try
        {
            while (socket.State == WebSocketState.Open) all.Append(await ReadAsync(socket));
        }
        catch (WebSocketException)
        {
            // The server ended the connection without the WebSocket's own goodbye.
        }

        return all.ToString();
    }
}
