using MessagePack;
using MessagePack.Formatters;
using RealtimeHub.Contracts;

namespace RealtimeHub.Hubs;

/// <summary>Writes the reply of a subscribe without a reason when there is none, as JSON does.</summary>
internal sealed class SubscribeReplyMessagePack : IMessagePackFormatter<SubscribeReply?>
{
    public void Serialize(ref MessagePackWriter writer, SubscribeReply? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteMapHeader(value.Reason is null ? 4 : 5);
        writer.Write("topic");
        writer.Write(value.Topic);
        writer.Write("epoch");
        writer.Write(value.Epoch);
        writer.Write("offset");
        writer.Write(value.Offset);
        writer.Write("recovered");
        writer.Write(value.Recovered);
        if (value.Reason is null) return;
        writer.Write("reason");
        writer.Write(value.Reason);
    }

    public SubscribeReply Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("The reply is only ever written.");
}
