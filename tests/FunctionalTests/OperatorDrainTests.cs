using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>An operator sends the clients of a node away, without stopping it.</summary>
public sealed class OperatorDrainTests
{
    private static readonly Uri Drain = new("v1/drain", UriKind.Relative);
    private static readonly Uri Ready = new("health/ready", UriKind.Relative);

    [Theory, EveryWire]
    public async Task Clients_are_sent_away_no_new_one_is_taken_and_publishes_go_on(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);

        using var begun = await server.Http.PostAsync(Drain, content: null);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);

        // Over server-sent events Microsoft's client pings by a request: one that comes when its connection has just ended gets 404, and then it drops what it has not read.
        var isCutOff = await client.Closed is HttpRequestException { StatusCode: HttpStatusCode.NotFound } && wire == Wire.ServerSentEventsJson;
        if (!isCutOff) Assert.Equal(3001, Assert.IsType<Received.Goodbye>(await client.NextAsync()).Code);

        Assert.Equal(0, (await DrainedAsync(server)).GetProperty("connections").GetInt32());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await server.Http.GetAsync(Ready)).StatusCode);
        using var refused = await server.Http.PostAsync(new Uri("hub/negotiate?negotiateVersion=1", UriKind.Relative), content: null);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 5), (refused.StatusCode, (int)refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("v1/topics/news/events", "1")).StatusCode);
    }

    [Fact]
    public async Task It_can_be_taken_back_and_then_clients_that_come_back_miss_nothing()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        var start = await client.SubscribeAsync("news");
        using var begun = await server.Http.PostAsync(Drain, content: null);
        await client.Closed;
        await DrainedAsync(server);
        await server.PublishAsync("news", 1);

        using var back = await server.Http.DeleteAsync(Drain);
        Assert.Equal("off", (await back.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync(Ready)).StatusCode);
        await using var again = await server.ConnectAsync();
        Assert.True((await again.SubscribeAsync("news", new StreamPosition(start.Epoch, start.Offset))).Recovered);
        Assert.Equal(1, (await again.NextEventAsync()).Offset);
        Assert.Equal("off", await StateAsync(server));
    }

    [Fact]
    public async Task A_node_that_was_drained_stops_as_any_other()
    {
        await using var server = await TestServer.StartAsync(("Drain:Timeout", "00:30:00"));
        using var begun = await server.Http.PostAsync(Drain, content: null);
        await DrainedAsync(server);

        await server.StopAsync().WaitAsync(Patience.Token);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task It_takes_the_key_of_an_operator(string method)
    {
        await using var server = await TestServer.StartAsync(0, "Production", ("Access:AnonymousSubscribers", "true"));

        using var refused = await server.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), Drain));

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Http.GetAsync(Ready)).StatusCode);
    }

    private static async Task<string?> StateAsync(TestServer server) => (await server.GetJsonAsync("v1/drain")).GetProperty("state").GetString();

    private static async Task<JsonElement> DrainedAsync(TestServer server)
    {
        JsonElement report;
        do
        {
            report = await server.GetJsonAsync("v1/drain");
        }
        while (report.GetProperty("state").GetString() != "drained");
        return report;
    }
}
