using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RealtimeHub.Ledger;

/// <summary>
/// The identity that a publisher puts into the data of an event, so that whoever gets it can tell which event it is. 128 bits:
/// who published, and which of its events. A try again without an idempotency key is another event; one with a key is the same.
/// Written as text it is <c>publisher/sequence</c>.
/// </summary>
[JsonConverter(typeof(Json))]
public readonly record struct PubId(long Publisher, long Sequence)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out PubId id)
    {
        id = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 1
            || !long.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out var publisher)
            || !long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        id = new PubId(publisher, sequence);
        return true;
    }

    public static PubId Parse(string? text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not the identity of an event (publisher/sequence).");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Publisher}/{Sequence}");

    internal sealed class Json : JsonConverter<PubId>
    {
        public override PubId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, PubId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
