using System.Text;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.TestKit;
using Xunit;

namespace FunctionalTests;

/// <summary>What was published is what arrives, whatever it is.</summary>
public sealed class DataTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1.5", "-0.001", "1e300", "127", "128", "65536", "-2147483649",
        "9007199254740993", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "\"\"", "\"text\"", "\"é 漢 😀 \\u0000 \\\" \\\\ \\n </script>\"", "[]", "{}", "[[],{},[null]]",
        """{"a":1,"":2,"with space":{"deep":[1,"two",3.0]},"é":"ü","__proto__":null}""",
    ];

    [Theory, EveryWire]
    public async Task A_JSON_value_arrives_as_the_same_value(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");

        foreach (var value in Values) await server.PostAsync("v1/topics/a/events", value);

        foreach (var value in Values)
        {
            var data = (await client.NextEventAsync()).Data;
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(value), data), $"{value} arrived as {data.GetRawText()}");
        }
    }

    [Theory, EveryWire]
    public async Task The_largest_event_arrives_whole(Wire wire)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync(wire);
        await client.SubscribeAsync("a");
        var largest = new string('x', 65_534);

        await server.PublishAsync("a", largest, largest);

        Assert.All(await client.NextEventsAsync(2), e => Assert.Equal(largest, e.Data.GetString()));
    }

    [Theory]
    [EveryWire(0)]
    [EveryWire(1)]
    [EveryWire(256)]
    [EveryWire(65_536)]
    public async Task Bytes_arrive_as_the_same_bytes_and_JSON_says_how_it_wrote_them(Wire wire, int count)
    {
        await using var server = await TestServer.StartAsync(("DefaultNamespace:AlwaysSendMeta", "true"));
        await using var client = await server.ConnectReadingMetaAsync(wire);
        await client.SubscribeAsync("a");
        byte[] bytes = [.. Enumerable.Range(0, count).Select(n => (byte)n)];

        await server.Publisher.PublishAsync(new PublishRequest(TopicName.Parse("a"), EventData.FromBytes(bytes)));

        var e = await client.NextEventAsync();
        Assert.Equal(bytes, e.Bytes);
        Assert.Equal(wire.IsBinary() ? null : new EventMeta { Encoding = "base64" }, e.Meta);
    }

    [Theory, EveryWire]
    public async Task Bytes_of_a_client_with_MessagePack_arrive_as_the_same_bytes(Wire wire)
    {
        await using var server = await TestServer.StartAsync(("Namespaces:chat:AlwaysSendMeta", "true"));
        await using var publisher = await server.ConnectAsync(Wire.WebSocketsMessagePack);
        await using var client = await server.ConnectReadingMetaAsync(wire);
        await client.SubscribeAsync("chat:a");

        await publisher.PublishAsync("chat:a", Encoding.UTF8.GetBytes("bytes"), new HubPublishOptions { Key = "k" });

        var e = await client.NextEventAsync();
        Assert.Equal(("bytes", "k"), (Encoding.UTF8.GetString(e.Bytes!), e.Meta?.Key));
    }
}
