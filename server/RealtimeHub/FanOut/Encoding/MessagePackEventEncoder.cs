using System.Buffers;
using MessagePack;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>SignalR's MessagePack protocol: every message is preceded by its length, seven bits a byte.</summary>
internal sealed class MessagePackEventEncoder : IEventEncoder
{
    private const int InvocationMessage = 1;

    /// <summary>Reused for the body of each message, whose length must be known before it is written.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _body;

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
        var body = StartBody(out var writer);
        StartInvocation(ref writer, HubNames.Event, arguments: meta is not null || shape.AlwaysSendMeta ? 4 : 3);
        writer.WriteRaw(topicPrefix);
        writer.Write(item.Offset);
        WriteData(ref writer, item);
        if (meta is not null) WriteMeta(ref writer, meta);
        else if (shape.AlwaysSendMeta) writer.WriteNil();
        Finish(ref writer, body, output);
    }

    public void WriteGap(ArrayBufferWriter<byte> output, string topic, long from, long to, string reason)
    {
        var body = StartBody(out var writer);
        StartInvocation(ref writer, HubNames.Gap, arguments: 4);
        writer.Write(topic);
        writer.Write(from);
        writer.Write(to);
        writer.Write(reason);
        Finish(ref writer, body, output);
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

    private static ArrayBufferWriter<byte> StartBody(out MessagePackWriter writer)
    {
        var body = _body ??= new ArrayBufferWriter<byte>(1_024);
        body.ResetWrittenCount();
        writer = new MessagePackWriter(body);
        return body;
    }

    /// <summary>[1, headers, invocation id, target, [arguments ...</summary>
    private static void StartInvocation(ref MessagePackWriter writer, string target, int arguments)
    {
        writer.WriteArrayHeader(6);
        writer.Write(InvocationMessage);
        writer.WriteMapHeader(0);
        writer.WriteNil();
        writer.Write(target);
        writer.WriteArrayHeader(arguments);
    }

    /// <summary>... ], stream ids], with the length in front.</summary>
    private static void Finish(ref MessagePackWriter writer, ArrayBufferWriter<byte> body, ArrayBufferWriter<byte> output)
    {
        writer.WriteArrayHeader(0);
        writer.Flush();
        WriteLength(output, body.WrittenCount);
        output.Write(body.WrittenSpan);
    }

    private static void WriteLength(ArrayBufferWriter<byte> output, int length)
    {
        var span = output.GetSpan(5);
        var used = 0;
        for (var rest = (uint)length; ; rest >>= 7)
        {
            span[used++] = (byte)(rest > 0x7F ? rest | 0x80 : rest);
            if (rest <= 0x7F) break;
        }

        output.Advance(used);
    }
}
