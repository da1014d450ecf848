using MessagePack;
using MessagePack.Formatters;
using RealtimeHub.Contracts;

namespace RealtimeHub.Hubs;

/// <summary>Writes the reply of a subscribe without what is not there, as JSON does.</summary>
internal sealed class SubscribeReplyMessagePack : IMessagePackFormatter<SubscribeReply?>
{
    public void Serialize(ref MessagePackWriter writer, SubscribeReply? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteMapHeader(4 + (value.Reason is null ? 0 : 1) + (value.MaxRate is null ? 0 : 1) + (value.From is null ? 0 : 1));
        writer.Write("topic");
        writer.Write(value.Topic);
        writer.Write("epoch");
        writer.Write(value.Epoch);
        writer.Write("offset");
        writer.Write(value.Offset);
        writer.Write("recovered");
        writer.Write(value.Recovered);
        if (value.Reason is { } reason)
        {
            writer.Write("reason");
            writer.Write(reason);
        }

        if (value.From is { } from)
        {
            writer.Write("from");
            writer.Write(from);
        }

        if (value.MaxRate is { } rate)
        {
            writer.Write("maxRate");
            writer.Write(rate);
        }
    }

    public SubscribeReply Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("The reply is only ever written.");
}
