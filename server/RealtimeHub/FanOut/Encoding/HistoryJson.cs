using System.Text.Json;
using System.Text.Json.Serialization;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>Writes a page of history as JSON; the events' data is copied as it came.</summary>
internal sealed class HistoryJson : JsonConverter<HistoryOutcome.Page>
{
    public override void Write(Utf8JsonWriter writer, HistoryOutcome.Page value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("topic", value.Topic.Value);
        writer.WriteString("epoch", value.Epoch);
        writer.WriteNumber("offset", value.Head);
        writer.WriteStartArray("events");
        foreach (var item in value.Events) WriteEvent(writer, item, value.StampTime);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public override HistoryOutcome.Page Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("History is only ever written.");

    private static void WriteEvent(Utf8JsonWriter writer, TopicEvent item, bool stampTime)
    {
        writer.WriteStartObject();
        writer.WriteNumber("offset", item.Offset);
        writer.WritePropertyName("data");
        if (item.IsJson) writer.WriteRawValue(item.Data.Span, skipInputValidation: true);
        else writer.WriteBase64StringValue(item.Data.Span);
        if (EventMetas.For(item, stampTime, bytesAsText: true) is { } meta)
        {
            writer.WritePropertyName("meta");
            JsonSerializer.Serialize(writer, meta, WireJson.Options);
        }

        writer.WriteEndObject();
    }
}
