using MessagePack;
using MessagePack.Formatters;
using RealtimeHub.Contracts;

namespace RealtimeHub.Hubs;

/// <summary>Writes the answer to a change of rate without a rate when there is none, as JSON does.</summary>
internal sealed class RateReplyMessagePack : IMessagePackFormatter<RateReply?>
{
    public void Serialize(ref MessagePackWriter writer, RateReply? value, MessagePackSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteMapHeader(value.MaxRate is null ? 1 : 2);
        writer.Write("conflate");
        writer.Write(value.Conflate);
        if (value.MaxRate is not { } rate) return;
        writer.Write("maxRate");
        writer.Write(rate);
    }

    public RateReply Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("The reply is only ever written.");
}
