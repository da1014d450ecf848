using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Presence;

/// <summary>Writes the answer to who asks as JSON, as it was encoded once.</summary>
internal sealed class PresenceJsonConverter : JsonConverter<PresenceView>
{
    public override void Write(Utf8JsonWriter writer, PresenceView value, JsonSerializerOptions options) => writer.WriteRawValue(value.Json, skipInputValidation: true);

    public override PresenceView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Presence is only ever written.");
}
