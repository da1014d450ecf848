using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RealtimeHub.Load.Tests.Reports;

/// <summary>
/// The part of JSON Schema 2020-12 that our schema uses: too little for others, and an error for every word that it does not know,
/// so that nothing in the schema is there for show.
/// </summary>
internal sealed class SchemaCheck(JsonElement root)
{
    private static readonly string[] Remarks = ["$schema", "$id", "$defs", "title", "description"];

    /// <summary>Where a value does not fit, and why; nothing when it does.</summary>
    public IReadOnlyList<string> Faults(JsonElement value) => [.. Faults(root, value, "")];

    private IEnumerable<string> Faults(JsonElement schema, JsonElement value, string path) =>
        schema.EnumerateObject().Where(word => !Remarks.Contains(word.Name)).SelectMany(word => Faults(schema, word, value, path));

    private IEnumerable<string> Faults(JsonElement schema, JsonProperty word, JsonElement value, string path) => word.Name switch
    {
        "$ref" => Faults(Definition(word.Value.GetString()!), value, path),
        "type" => Unless(IsOf(word.Value.GetString()!, value), path, $"is no {word.Value}"),
        "const" => Unless(JsonElement.DeepEquals(word.Value, value), path, $"is not {word.Value}"),
        "enum" => Unless(word.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)), path, "is none of the words"),
        "minimum" => Unless(value.ValueKind != JsonValueKind.Number || value.GetDouble() >= word.Value.GetDouble(), path, "is too small"),
        "pattern" => Unless(value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, word.Value.GetString()!), path, "has a wrong form"),
        "format" when word.Value.GetString() == "date-time" => Unless(DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _), path, "is no time"),
        "required" => word.Value.EnumerateArray().SelectMany(name => Unless(value.TryGetProperty(name.GetString()!, out _), path, $"lacks {name}")),
        "properties" => word.Value.EnumerateObject().SelectMany(property =>
            value.TryGetProperty(property.Name, out var inner) ? Faults(property.Value, inner, $"{path}/{property.Name}") : []),
        "additionalProperties" => Others(schema, value).SelectMany(other => word.Value.ValueKind == JsonValueKind.False
            ? [$"{path} has {other.Name}, which is not known"]
            : Faults(word.Value, other.Value, $"{path}/{other.Name}")),
        "items" => value.EnumerateArray().SelectMany((item, index) => Faults(word.Value, item, $"{path}/{index}")),
        var unknown => throw new InvalidOperationException($"the schema says {unknown}, which is not checked"),
    };

    private static IEnumerable<JsonProperty> Others(JsonElement schema, JsonElement value) => value.EnumerateObject()
        .Where(property => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(property.Name, out _));

    private JsonElement Definition(string reference) => reference.StartsWith("#/$defs/", StringComparison.Ordinal)
        ? root.GetProperty("$defs").GetProperty(reference["#/$defs/".Length..])
        : throw new InvalidOperationException($"{reference} is not looked up");

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new InvalidOperationException($"{type} is not checked"),
    };

    private static IEnumerable<string> Unless(bool isWell, string path, string fault) => isWell ? [] : [$"{path} {fault}"];
}
