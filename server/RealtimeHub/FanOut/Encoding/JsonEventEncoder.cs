using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>SignalR's JSON protocol: one record per message, ended by 0x1E. The publisher's JSON is copied as it came.</summary>
internal sealed class JsonEventEncoder : IEventEncoder
{
    private const int MaxInt64Digits = 20;

    public string Protocol => "json";

    public ClientMessage Ping { get; } = new("json", """{"type":6}"""u8.ToArray().Append((byte)0x1E).ToArray());

    // The characters of topic names need no escaping in JSON.
    public byte[] TopicPrefix(string topic) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"type":1,"target":"{{HubNames.Event}}","arguments":["{{topic}}",""");

    public void WriteEvent(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> topicPrefix, TopicEvent item, EventShape shape)
    {
        output.Write(topicPrefix);
        WriteNumber(output, item.Offset);
        output.Write(","u8);
        WriteData(output, item);
        if (EventMetas.For(item, shape.StampTime, bytesAsText: true) is { } meta)
        {
            output.Write(","u8);
            output.Write(JsonSerializer.SerializeToUtf8Bytes(meta, WireJson.Options));
        }
        else if (shape.AlwaysSendMeta)
        {
            output.Write(",null"u8);
        }

        output.Write("]}\u001e"u8);
    }

    public void WriteGap(ArrayBufferWriter<byte> output, string topic, long from, long to, string reason) =>
        output.Write(System.Text.Encoding.UTF8.GetBytes(
            $$"""{"type":1,"target":"{{HubNames.Gap}}","arguments":["{{topic}}",{{from}},{{to}},"{{reason}}"]}""" + "\u001e"));

    private static void WriteNumber(ArrayBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(MaxInt64Digits), out var written);
        output.Advance(written);
    }

    private static void WriteData(ArrayBufferWriter<byte> output, TopicEvent item)
    {
        if (item.IsJson)
        {
            output.Write(item.Data.Span);
            return;
        }

        output.Write("\""u8);
        Base64.EncodeToUtf8(item.Data.Span, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(item.Data.Length)), out _, out var written);
        output.Advance(written);
        output.Write("\""u8);
    }
}
