using MessagePack;
using MessagePack.Formatters;

namespace RealtimeHub.Presence;

/// <summary>Writes the answer to who asks as MessagePack, as it was encoded once.</summary>
internal sealed class PresenceMessagePack : IMessagePackFormatter<PresenceView?>
{
    public void Serialize(ref MessagePackWriter writer, PresenceView? value, MessagePackSerializerOptions options)
    {
        if (value is null) writer.WriteNil();
        else writer.WriteRaw(value.MessagePack);
    }

    public PresenceView Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("Presence is only ever written.");
}
