using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Data that are too much, too deep, or none.</summary>
public sealed class BadDataTests(Neighbourhood neighbourhood)
{
    private readonly TestServer _server = neighbourhood.Server;

    [Fact]
    public Task T15_A_hub_message_that_is_too_large_ends_its_connection_with_3009() => neighbourhood.WhileAsync(async () =>
    {
        using var socket = await HubSocket.OpenJsonAsync(_server.Hub, Token());
        await socket.SendAsync(Publish($"\"{new string('x', 100_000)}\""));

        Assert.Contains("[3009,", await socket.ReadToEndAsync(), StringComparison.Ordinal);
    });

    [Fact]
    public Task T15_Data_that_are_too_large_or_too_deep_get_107_on_the_hub_and_the_connection_goes_on() => neighbourhood.WhileAsync(async () =>
    {
        using var socket = await HubSocket.OpenJsonAsync(_server.Hub, Token());
        foreach (var data in new[] { $"\"{new string('x', 66_000)}\"", Nested(61) })
        {
            await socket.SendAsync(Publish(data));
            Assert.Contains("\"error\":\"107: ", await socket.ReadToAsync(HubSocket.End), StringComparison.Ordinal);
        }

        await socket.SendAsync(Publish("1"));
        Assert.Contains("\"offset\":", await socket.ReadToAsync(HubSocket.End), StringComparison.Ordinal);
    });

    [Fact]
    public Task T15_Depth_of_10000_and_what_is_no_JSON_harm_their_own_connection_at_most() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var data in new[] { Nested(10_000), new('[', 40_000), "{\"a\":1", "\ufeff1", "NaN", "01", "'a'" })
        {
            using var socket = await HubSocket.OpenJsonAsync(_server.Hub, Token());
            await socket.SendAsync(Publish(data));
            Assert.Matches("\"error\":\"107: |\\[3009,", await socket.ReadAsync());
        }
    });

    [Fact]
    public Task T15_Text_that_is_no_UTF8_closes_its_connection_with_1007() => neighbourhood.WhileAsync(async () =>
    {
        using var socket = await HubSocket.OpenJsonAsync(_server.Hub, Token());
        await socket.SendAsync(Encoding.Latin1.GetBytes(Publish("\"\u00ff\u00fe\"")), WebSocketMessageType.Text);
        await socket.ReadToEndAsync();

        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, socket.CloseStatus);
    });

    [Fact]
    public Task T15_Over_HTTP_bad_data_get_400_and_too_much_gets_413() => neighbourhood.WhileAsync(async () =>
    {
        foreach (var data in new[] { Nested(61), Nested(10_000), new('[', 60_000), "", "{", "\ufeff1", "NaN", "01", "1 2", "\"\\ud800\"", "\u0000", "'a'", "[1,]" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(Encoding.UTF8.GetBytes(data)));
        }

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync([(byte)'"', 0xff, 0xfe, (byte)'"']));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync([(byte)'"', 0xed, 0xa0, 0x80, (byte)'"']));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(Encoding.UTF8.GetBytes($"\"{new string('x', 65_536)}\"")));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(new byte[9 * 1_024 * 1_024], "v1/events"));
    });

    [Fact]
    public Task T15_Numbers_that_nothing_can_hold_and_names_that_come_twice_end_no_subscriber() => neighbourhood.WhileAsync(async () =>
    {
        var topic = Attacker.NewName();
        await using var json = await BareClient.ConnectAsync(_server.Hub, token: Attacker.Token(Attacker.NewName(), topic));
        await using var messagePack = await BareClient.ConnectAsync(_server.Hub, Wire.WebSocketsMessagePack, token: Attacker.Token(Attacker.NewName(), topic));
        await json.SubscribeAsync(topic);
        await messagePack.SubscribeAsync(topic);
        string[] all = ["1e400", "-1e400", $"1{new string('0', 5_000)}", $"0.{new string('0', 5_000)}1", "{\"a\":1,\"a\":2}", "1"];
        foreach (var data in all) Assert.Equal(HttpStatusCode.OK, await PostAsync(Encoding.UTF8.GetBytes(data), $"v1/topics/{topic}/events"));

        Assert.Equal(all, (await json.NextEventsAsync(all.Length)).Select(e => e.Data.GetRawText()));

        // SignalR's own client for MessagePack drops an object with the same name twice; what comes after arrives.
        while ((await messagePack.NextEventAsync()).Offset < all.Length)
        {
        }
    });

    private static string Token() => Attacker.Token(Attacker.NewName(), new { topic = "open:*", rights = new[] { "publish" } });

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string Publish(string data) => $"{{\"type\":1,\"invocationId\":\"i\",\"target\":\"Publish\",\"arguments\":[\"open:a\",{data},null]}}{HubSocket.End}";

    private async Task<HttpStatusCode> PostAsync(byte[] body, string path = "v1/topics/open:a/events")
    {
        using var http = Attacker.Http(_server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        return answer.StatusCode;
    }
}
