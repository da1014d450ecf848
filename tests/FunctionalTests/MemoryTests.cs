using System.Net;
using System.Net.WebSockets;
using System.Text;
using RealtimeHub.Contracts;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

public sealed class MemoryTests
{
    [Fact]
    public async Task Above_the_watermark_new_connections_get_503_with_retry_after_and_publishers_are_served()
    {
        // No .NET process is so small.
        await using var server = (await TestServer.StartAsync(("Connections:MemoryLimit", "67108864"), ("Connections:MemoryWatermark", "0.1"))).Allows(1203);

        var negotiate = await server.PostAsync("hub/negotiate?negotiateVersion=1", "");
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new UriBuilder(server.Hub) { Scheme = "ws" }.Uri, Patience.Token));
        var publish = await server.PostAsync("v1/topics/news/events", "1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, negotiate.StatusCode);
        Assert.NotNull(negotiate.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, socket.HttpStatusCode);
        Assert.Equal(HttpStatusCode.OK, publish.StatusCode);
        Assert.Equal(2, server.Metrics["realtimehub.connections.refused"]);
    }

    [Fact]
    public async Task The_topic_that_was_not_used_for_longest_shrinks_first_and_subscribers_are_told()
    {
        await using var server = (await TestServer.StartAsync(("Topics:MaxTotalBytes", "1048576"), ("DefaultNamespace:GuaranteedEvents", "5"))).Allows(1002);
        await using var client = await server.ConnectAsync();
        var payload = new string('x', 10_000);
        var old = await server.PublishAsync("old", [.. Enumerable.Repeat(payload, 60)]);
        await server.PublishAsync("young", [.. Enumerable.Repeat(payload, 45)]);

        await server.Metrics.WaitForObservedAsync("realtimehub.logs.trimmed", 1);
        var reply = await client.SubscribeAsync("old", new StreamPosition(old.Epoch, 0));

        Assert.Equal((false, RecoveryReasons.TooOld), (reply.Recovered, reply.Reason));
        Assert.InRange(await HeldAsync(server, "old"), 5, 59);
        Assert.Equal(45, await HeldAsync(server, "young"));
    }

    private static async Task<int> HeldAsync(TestServer server, string topic) =>
        (await server.GetJsonAsync($"v1/topics/{topic}/events?limit=1000")).GetProperty("events").GetArrayLength();
}
