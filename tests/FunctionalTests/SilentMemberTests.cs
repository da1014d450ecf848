using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>Members that are gone without a word: a cut cable, a machine without power.</summary>
public sealed class SilentMemberTests
{
    private const string End = "\u001e";
    private const string Path = "v1/topics/room:a/presence";

    [Fact]
    public async Task A_member_that_is_gone_without_a_word_is_out_within_35_seconds()
    {
        var clock = new FakeTimeProvider();
        await using var server = await TestServer.StartAsync(
            port: 0, "Development", (WebApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(clock), ("Namespaces:room:Presence:Enabled", "true"));
        using var silent = await SubscribeAsync(server);
        Assert.Equal(1, await CountAsync(server));

        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, await CountAsync(server));
        clock.Advance(TimeSpan.FromSeconds(5));
        await server.Metrics.WaitForFallAsync("realtimehub.presence.members", 0);

        Assert.Equal(0, await CountAsync(server));
    }

    private static async Task<int> CountAsync(TestServer server) => (await server.GetJsonAsync(Path)).GetProperty("count").GetInt32();

    /// <summary>A client that follows the topic and never pings.</summary>
    private static async Task<ClientWebSocket> SubscribeAsync(TestServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(server.Hub) { Scheme = "ws" }.Uri, Patience.Token);
        var hello = "{\"protocol\":\"json\",\"version\":1}" + End + "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Subscribe\",\"arguments\":[{\"topic\":\"room:a\"}]}" + End;
        await socket.SendAsync(Encoding.UTF8.GetBytes(hello), WebSocketMessageType.Text, endOfMessage: true, Patience.Token);
        await server.Metrics.WaitForAsync("realtimehub.presence.members", 1);
        return socket;
    }
}
