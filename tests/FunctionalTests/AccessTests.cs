using System.Net;
using System.Text;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class AccessTests
{
    private const string Key = "a-key-that-is-long-enough";

    [Fact]
    public async Task Outside_Development_a_publish_without_a_key_gets_401()
    {
        await using var server = await TestServer.StartAsync(0, "Production", ("Access:ApiKeys:0", Key));

        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(server));
        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(server, ("X-API-Key", Key + "x")));
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(server, ("X-API-Key", Key)));
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(server, ("Authorization", $"Bearer {Key}")));
    }

    [Theory, EveryWire]
    public async Task Outside_Development_a_client_without_a_key_cannot_connect(Wire wire)
    {
        await using var server = await TestServer.StartAsync(0, "Production", ("Access:ApiKeys:0", Key));

        var error = await Assert.ThrowsAnyAsync<Exception>(() => server.ConnectAsync(wire));

        Assert.Contains("401", error.Message, StringComparison.Ordinal);
    }

    [Theory, EveryWire]
    public async Task Anonymous_subscribers_can_be_let_in_without_letting_them_publish(Wire wire)
    {
        await using var server = await TestServer.StartAsync(0, "Production", ("Access:AnonymousSubscribers", "true"));
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("news");

        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(server));
        await server.PublishAsync("news", 1);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
    }

    [Fact]
    public async Task A_page_of_another_origin_gets_403_unless_it_is_allowed()
    {
        await using var server = await TestServer.StartAsync(("Access:AllowedOrigins:0", "https://app.example.com"));

        Assert.Equal(HttpStatusCode.Forbidden, await PublishAsync(server, ("Origin", "https://evil.example.com")));
        Assert.Equal(HttpStatusCode.Forbidden, await PublishAsync(server, ("Origin", "null")));
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(server, ("Origin", "https://app.example.com")));
        Assert.Equal(HttpStatusCode.OK, await PublishAsync(server, ("Origin", server.Address.GetLeftPart(UriPartial.Authority))));
    }

    [Fact]
    public async Task In_Development_a_request_that_a_proxy_handed_on_needs_a_key()
    {
        await using var server = await TestServer.StartAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(server, ("X-Forwarded-For", "203.0.113.7")));
        Assert.Equal(HttpStatusCode.Unauthorized, await PublishAsync(server, ("Host", "evil.example.com")));
    }

    [Theory, EveryWire]
    public async Task A_connection_beyond_the_bound_of_the_node_gets_503_and_the_others_go_on(Wire wire)
    {
        await using var server = (await TestServer.StartAsync(("Connections:MaxConnections", "1"))).Allows(1201);
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("news");

        var error = await Assert.ThrowsAnyAsync<Exception>(() => server.ConnectAsync(wire));
        await server.PublishAsync("news", 1);

        Assert.Contains("503", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await client.NextEventAsync()).Offset);
        Assert.Equal(1, server.Metrics["realtimehub.connections.refused"]);
    }

    private static async Task<HttpStatusCode> PublishAsync(TestServer server, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/topics/news/events", UriKind.Relative))
        {
            Content = new StringContent("1", Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return (await server.Http.SendAsync(request)).StatusCode;
    }
}
