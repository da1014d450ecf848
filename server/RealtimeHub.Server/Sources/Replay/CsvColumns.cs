using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>The columns of a CSV file, and how a row of them becomes a JSON object.</summary>
internal sealed class CsvColumns
{
    // Letters stay as they are: the event is never placed inside HTML by the server.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonEncodedText[] _properties;
    private readonly string[] _names;

    /// <summary>A column without a name is called after its place, and so is the second of two with the same name: <c>column1</c>, <c>price_3</c>.</summary>
    public CsvColumns(IReadOnlyList<string> header)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        _names = [.. header.Select((text, index) => Name(text.Trim(), index + 1, taken))];
        _properties = [.. _names.Select(name => JsonEncodedText.Encode(name, Json.Encoder))];
    }

    public int Count => _names.Length;

    /// <summary>What the columns are called.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Where a column is; -1 when none is asked for.</summary>
    /// <exception cref="InvalidOperationException">There is no column of that name.</exception>
    public int IndexOf(string? column, string option)
    {
        if (column is null) return -1;
        var index = Array.IndexOf(_names, column);
        return index >= 0
            ? index
            : throw new InvalidOperationException($"{option}: the file has no column '{column}', but {string.Join(", ", _names)}.");
    }

    /// <summary>Numbers become numbers, nothing becomes null, everything else stays text.</summary>
    public byte[] ToJson(string[] fields)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            for (var i = 0; i < _properties.Length; i++) Write(json, _properties[i], fields[i]);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, string field)
    {
        json.WritePropertyName(name);
        if (field.Length == 0) json.WriteNullValue();
        else if (PlainNumber.Is(field)) json.WriteRawValue(field, skipInputValidation: true);
        else json.WriteStringValue(field);
    }

    private static string Name(string text, int place, HashSet<string> taken)
    {
        var number = place.ToString(CultureInfo.InvariantCulture);
        var name = text.Length == 0 ? $"column{number}" : text;
        while (!taken.Add(name)) name = $"{name}_{number}";
        return name;
    }
}
