using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using MessagePack;
using MessagePack.Formatters;

namespace RealtimeHub.Ingest;

/// <summary>Takes the data of a hub publish out of a JSON message, as the bytes that the client sent.</summary>
internal sealed class EventDataJson : JsonConverter<EventData>
{
    public override bool HandleNull => true;

    public override EventData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return EventData.FromJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    public override void Write(Utf8JsonWriter writer, EventData value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Event data is written by the event encoders.");
}

/// <summary>Takes the data of a hub publish out of a MessagePack message: bytes stay bytes, everything else becomes JSON.</summary>
internal sealed class EventDataMessagePack : IMessagePackFormatter<EventData>
{
    public EventData Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.NextMessagePackType == MessagePackType.Binary)
        {
            return EventData.FromBytes(System.Buffers.BuffersExtensions.ToArray(reader.ReadBytes()!.Value));
        }

        return EventData.FromJson(MessagePackToJson.Convert(ref reader, options.Security));
    }

    public void Serialize(ref MessagePackWriter writer, EventData value, MessagePackSerializerOptions options) =>
        throw new NotSupportedException("Event data is written by the event encoders.");
}
