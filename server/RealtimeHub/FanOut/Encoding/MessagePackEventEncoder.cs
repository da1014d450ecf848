using System.Buffers;
using MessagePack;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>SignalR's MessagePack protocol: every message is preceded by its length, seven bits a byte.</summary>
internal sealed class MessagePackEventEncoder : IEventEncoder
{
    public string Protocol => "messagepack";

    // Two bytes: an array with the type of the message.
    public ClientMessage Ping { get; } = new("messagepack", new byte[] { 2, 0x91, 6 });

    public byte[] TopicPrefix(string topic)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.Write(topic);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public void WriteEvent(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> topicPrefix, TopicEvent item, EventShape shape)
    {
        var meta = EventMetas.For(item, shape.StampTime, bytesAsText: false);
        var body = MessagePackInvocation.Start(out var writer, HubNames.Event, arguments: meta is not null || shape.AlwaysSendMeta ? 4 : 3);
        writer.WriteRaw(topicPrefix);
        writer.Write(item.Offset);
        WriteData(ref writer, item);
        if (meta is not null) WriteMeta(ref writer, meta);
        else if (shape.AlwaysSendMeta) writer.WriteNil();
        MessagePackInvocation.Finish(ref writer, body, output);
    }

    public void WriteGap(ArrayBufferWriter<byte> output, string topic, long from, long to, string reason)
    {
        var body = MessagePackInvocation.Start(out var writer, HubNames.Gap, arguments: 4);
        writer.Write(topic);
        writer.Write(from);
        writer.Write(to);
        writer.Write(reason);
        MessagePackInvocation.Finish(ref writer, body, output);
    }

    /// <summary>Writes the data of an event: bytes as they are, JSON as the same value in MessagePack.</summary>
    public static void WriteData(ref MessagePackWriter writer, TopicEvent item)
    {
        if (item.IsJson) JsonToMessagePack.Write(ref writer, item.Data.Span);
        else writer.Write(item.Data.Span);
    }

    public static void WriteMeta(ref MessagePackWriter writer, EventMeta meta)
    {
        ReadOnlySpan<(string Name, string? Text)> texts =
            [("key", meta.Key), ("type", meta.Type), ("id", meta.Id), ("origin", meta.Origin)];
        var count = meta.Time is null ? 0 : 1;
        foreach (var (_, text) in texts) count += text is null ? 0 : 1;
        writer.WriteMapHeader(count);
        foreach (var (name, text) in texts)
        {
            if (text is null) continue;
            writer.Write(name);
            writer.Write(text);
        }

        if (meta.Time is { } time)
        {
            writer.Write("time");
            writer.Write(time);
        }
    }
}
