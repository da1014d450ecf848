using MessagePack;
using MessagePack.Formatters;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>Writes a page of history as MessagePack, in the shape of the JSON one.</summary>
internal sealed class HistoryMessagePack : IMessagePackFormatter<HistoryOutcome.Page?>
{
    public void Serialize(ref MessagePackWriter writer, HistoryOutcome.Page? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteMapHeader(4);
        writer.Write("topic");
        writer.Write(value.Topic.Value);
        writer.Write("epoch");
        writer.Write(value.Epoch);
        writer.Write("offset");
        writer.Write(value.Head);
        writer.Write("events");
        writer.WriteArrayHeader(value.Events.Length);
        foreach (var item in value.Events) WriteEvent(ref writer, item, value.StampTime);
    }

    public HistoryOutcome.Page Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("History is only ever written.");

    private static void WriteEvent(ref MessagePackWriter writer, TopicEvent item, bool stampTime)
    {
        var meta = EventMetas.For(item, stampTime, bytesAsText: false);
        writer.WriteMapHeader(meta is null ? 2 : 3);
        writer.Write("offset");
        writer.Write(item.Offset);
        writer.Write("data");
        MessagePackEventEncoder.WriteData(ref writer, item);
        if (meta is null) return;
        writer.Write("meta");
        MessagePackEventEncoder.WriteMeta(ref writer, meta);
    }
}
