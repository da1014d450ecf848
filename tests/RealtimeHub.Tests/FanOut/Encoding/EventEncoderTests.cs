using System.Buffers;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut.Encoding;

/// <summary>What the encoders write is read back by SignalR's own protocols.</summary>
public sealed class EventEncoderTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123);

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void Several_messages_in_one_buffer_are_read_one_by_one(string protocol)
    {
        var output = new ArrayBufferWriter<byte>();
        var encoder = Encoder(protocol);
        encoder.WriteGap(output, "news", 3, 7, GapReasons.Expired);
        for (var offset = 8; offset <= 300; offset++) Write(encoder, output, new TopicEvent(offset, Time, Given.Json($"{offset}")));

        var messages = HubMessages.Read(protocol, output.WrittenMemory, data: typeof(int));

        Assert.Equal(["news", 3L, 7L, "expired"], messages[0].Arguments);
        Assert.Equal("gap", messages[0].Target);
        Assert.Equal(Enumerable.Range(8, 293), messages.Skip(1).Select(m => (int)m.Arguments[2]!));
        Assert.All(messages.Skip(1), m => Assert.Equal(("event", "news"), (m.Target, m.Arguments[0])));
        Assert.All(messages, m => Assert.Null(m.InvocationId));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void Key_type_and_id_make_a_fourth_argument(string protocol)
    {
        var message = Encode(protocol, Given.Json("1", key: "k\"\\ä", type: "t", id: "i"), withMeta: true);

        Assert.Equal(new EventMeta { Key = "k\"\\ä", Type = "t", Id = "i" }, message.Arguments[3]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_single_label_makes_a_meta_with_nothing_else_in_it(string protocol) =>
        Assert.Equal(new EventMeta { Type = "t" }, Encode(protocol, Given.Json("1", type: "t"), withMeta: true).Arguments[3]);

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_namespace_that_stamps_events_tells_their_time(string protocol)
    {
        var message = Encode(protocol, Given.Json("1"), withMeta: true, new EventShape(StampTime: true, AlwaysSendMeta: false));

        Assert.Equal(new EventMeta { Time = 1_700_000_000_123 }, message.Arguments[3]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_namespace_that_always_sends_meta_sends_null_where_there_is_none(string protocol)
    {
        var shape = new EventShape(StampTime: false, AlwaysSendMeta: true);

        Assert.Null(Encode(protocol, Given.Json("1"), withMeta: true, shape).Arguments[3]);
        Assert.Equal(new EventMeta { Key = "k" }, Encode(protocol, Given.Json("1", key: "k"), withMeta: true, shape).Arguments[3]);
    }

    [Fact]
    public void Bytes_are_base64_in_json_and_meta_says_so()
    {
        var message = Encode("json", Given.Bytes([0, 1, 255, 62]), withMeta: true);

        Assert.Equal("AAH/Pg==", ((JsonElement)message.Arguments[2]!).GetString());
        Assert.Equal(new EventMeta { Encoding = "base64" }, message.Arguments[3]);
    }

    [Fact]
    public void Bytes_are_bytes_in_messagepack_and_need_no_meta()
    {
        Assert.Equal(new byte[] { 0, 1, 255 }, Encode("messagepack", Given.Bytes([0, 1, 255])).Arguments[2]);
        Assert.Equal(Array.Empty<byte>(), Encode("messagepack", Given.Bytes([])).Arguments[2]);
    }

    [Fact]
    public void Json_is_copied_as_it_came()
    {
        var output = new ArrayBufferWriter<byte>();
        Write(Encoder("json"), output, new TopicEvent(1, Time, Given.Json(" {\"b\" : 1e2,\n\"a\":\"\\u0041\"} ")));

        Assert.Equal(
            "{\"type\":1,\"target\":\"event\",\"arguments\":[\"news\",1, {\"b\" : 1e2,\n\"a\":\"\\u0041\"} ]}\u001e",
            System.Text.Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void The_largest_offset_and_a_long_payload_are_carried(string protocol)
    {
        var text = new string('x', 200_000);
        var output = new ArrayBufferWriter<byte>();
        Write(Encoder(protocol), output, new TopicEvent(StreamPosition.MaxOffset, Time, Given.Json($"\"{text}\"")));

        var message = Assert.Single(HubMessages.Read(protocol, output.WrittenMemory, data: typeof(string)));

        Assert.Equal(["news", StreamPosition.MaxOffset, text], message.Arguments);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void The_deepest_json_that_may_be_published_reaches_clients_without_our_library(string protocol)
    {
        var depth = new IngestOptions().MaxJsonDepth;

        Encode(protocol, Given.Json(new string('[', depth) + new string(']', depth)));
    }

    [Fact]
    public void Any_json_reaches_clients_of_both_protocols_as_the_same_value() =>
        JsonGen.Any.Sample(
            json =>
            {
                var asJson = (JsonElement)Encode("json", Given.Json(json)).Arguments[2]!;
                using var sent = JsonDocument.Parse(json);
                Assert.True(JsonElement.DeepEquals(sent.RootElement, asJson));

                // Read back by a reader that knows nothing of ours, and compared as JSON.
                var asMessagePack = Encode("messagepack", Given.Json(json)).Arguments[2];
                using var back = JsonDocument.Parse(JsonSerializer.Serialize(asMessagePack));
                Assert.True(Same(sent.RootElement, back.RootElement), json);
            },
            iter: Campaign.Cases);

    private static bool Same(JsonElement a, JsonElement b) => (a.ValueKind, b.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => a.GetDouble().Equals(b.GetDouble()),
        (JsonValueKind.Array, JsonValueKind.Array) => a.GetArrayLength() == b.GetArrayLength() && a.EnumerateArray().Zip(b.EnumerateArray(), Same).All(same => same),
        (JsonValueKind.Object, JsonValueKind.Object) => a.EnumerateObject().Zip(b.EnumerateObject(), (x, y) => x.Name == y.Name && Same(x.Value, y.Value)).All(same => same)
            && a.EnumerateObject().Count() == b.EnumerateObject().Count(),
        _ => JsonElement.DeepEquals(a, b),
    };

    private static InvocationMessage Encode(string protocol, NewEvent added, bool withMeta = false, EventShape shape = default)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(Encoder(protocol), output, new TopicEvent(1, Time, added), shape);
        return Assert.Single(HubMessages.Read(protocol, output.WrittenMemory, withMeta));
    }

    private static void Write(IEventEncoder encoder, ArrayBufferWriter<byte> output, TopicEvent item, EventShape shape = default) =>
        encoder.WriteEvent(output, encoder.TopicPrefix("news"), item, shape);

    private static IEventEncoder Encoder(string protocol) => protocol == "json" ? new JsonEventEncoder() : new MessagePackEventEncoder();
}
