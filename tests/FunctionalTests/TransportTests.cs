using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RealtimeHub.TestKit;
using RealtimeHub.Transport;
using Xunit;

namespace FunctionalTests;

/// <summary>Which transports there are, and what a client is told of them.</summary>
public sealed class TransportTests
{
    private static readonly Uri Negotiate = new("hub/negotiate?negotiateVersion=1", UriKind.Relative);

    [Fact]
    public async Task By_default_a_client_is_offered_WebSockets_and_nothing_is_kept_for_it()
    {
        await using var server = await TestServer.StartAsync(("Transport:OtherTransports", "false"));

        Assert.Equal(["WebSockets"], await OfferedAsync(server));
        var stream = new HttpRequestMessage(HttpMethod.Get, server.Hub) { Headers = { { "Accept", "text/event-stream" } } };
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Http.SendAsync(stream, Patience.Token)).StatusCode);
    }

    [Fact]
    public async Task Other_transports_are_offered_when_they_are_switched_on()
    {
        await using var server = await TestServer.StartAsync(("Transport:OtherTransports", "true"));

        Assert.Equal(["WebSockets", "ServerSentEvents", "LongPolling"], await OfferedAsync(server));
    }

    [Theory]
    [InlineData(Wire.WebSocketsJson)]
    [InlineData(Wire.WebSocketsMessagePack)]
    public async Task A_client_negotiates_connects_and_gets_events_without_sticky_sessions(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("Transport:OtherTransports", "false"));
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("news");

        await server.PublishAsync("news", 1, 2);

        Assert.Equal([1, 2], (await client.NextEventsAsync(2)).Select(e => e.Offset));
    }

    [Fact]
    public async Task The_transport_in_use_can_be_asked_for()
    {
        await using var server = await TestServer.StartAsync();

        Assert.StartsWith(TestServer.IsDirect ? "direct, " : "SignalR's own (switched off)", server.Services.DescribeTransport(), StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string?>> OfferedAsync(TestServer server)
    {
        var answer = await server.Http.PostAsync(Negotiate, content: null, Patience.Token);
        var offered = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("availableTransports");
        return [.. offered.EnumerateArray().Select(transport => transport.GetProperty("transport").GetString())];
    }
}
