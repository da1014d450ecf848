using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RealtimeHub.TestKit;
using SecurityTests.Support;
using Xunit;

namespace SecurityTests.Threats;

/// <summary>Data that look like something that the server would say.</summary>
public sealed class ImitationTests(Neighbourhood neighbourhood)
{
    private static readonly string[] Imitations =
    [
        "{\"type\":7}", "{\"type\":7,\"error\":\"closed\",\"allowReconnect\":false}", "{\"type\":1,\"target\":\"disconnecting\",\"arguments\":[3503,\"out\",false,0]}", "{\"type\":6}",
        "\"__j__{\\\"type\\\":7}\"", "{\"__j__\":1}", "{\"__proto__\":{\"admin\":true}}", "\"{\\\"type\\\":7}\\u001e{\\\"type\\\":7}\\u001e\"", "\"]}\\u001e{\\\"type\\\":7}\"",
        "[\"event\",\"neighbours-0\",1,\"forged\"]", "{\"topic\":\"neighbours-0\",\"offset\":1,\"data\":\"forged\"}", "{\"key\":\"k\",\"encoding\":\"base64\"}",
        "\"\\r\\n\\r\\ndata: forged\\r\\n\\r\\n\"", "\"</script><script>alert(1)</script>\"",
    ];

    private readonly TestServer _server = neighbourhood.Server;

    [Fact]
    public Task T16_Data_that_imitate_messages_of_the_hub_arrive_as_data() => neighbourhood.WhileAsync(async () =>
    {
        var topic = Attacker.NewName();
        await using var json = await BareClient.ConnectAsync(_server.Hub, token: Attacker.Token(Attacker.NewName(), topic));
        await using var messagePack = await BareClient.ConnectAsync(_server.Hub, Wire.WebSocketsMessagePack, token: Attacker.Token(Attacker.NewName(), topic));
        await json.SubscribeAsync(topic);
        await messagePack.SubscribeAsync(topic);
        foreach (var imitation in Imitations) await PublishAsync(topic, Encoding.UTF8.GetBytes(imitation), "application/json");

        Assert.Equal(Imitations, (await json.NextEventsAsync(Imitations.Length)).Select(e => e.Data.GetRawText()));
        foreach (var imitation in Imitations) Assert.True(JsonElement.DeepEquals(JsonElement.Parse(imitation), (await messagePack.NextEventAsync()).Data), imitation);
        Assert.True(json.HasNothingMore && messagePack.HasNothingMore);
    });

    [Fact]
    public Task T16_Bytes_that_are_a_message_of_the_hub_arrive_as_bytes() => neighbourhood.WhileAsync(async () =>
    {
        var topic = Attacker.NewName();
        await using var client = await BareClient.ConnectAsync(_server.Hub, Wire.WebSocketsMessagePack, token: Attacker.Token(Attacker.NewName(), topic));
        await client.SubscribeAsync(topic);
        var frame = Encoding.UTF8.GetBytes("{\"type\":7}\u001e");
        byte[] close = [0x02, 0x91, 0x07];
        await PublishAsync(topic, close, "application/octet-stream");
        await PublishAsync(topic, frame, "text/plain");

        Assert.Equal(close, (await client.NextEventAsync()).Bytes);
        Assert.Equal(Encoding.UTF8.GetString(frame), (await client.NextEventAsync()).Data.GetString());
        Assert.True(client.HasNothingMore);
    });

    private async Task PublishAsync(string topic, byte[] body, string contentType)
    {
        using var http = Attacker.Http(_server.Address);
        http.DefaultRequestHeaders.Add("X-API-Key", Neighbourhood.Key);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        using var answer = await http.PostAsync(new Uri($"v1/topics/{topic}/events", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
