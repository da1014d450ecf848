using System.Text;
using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest;

/// <summary>The data of an event before it is published: JSON, or bytes.</summary>
/// <remarks>JSON is checked by the publisher and then carried as these very bytes: it is never parsed and rebuilt.</remarks>
public readonly struct EventData
{
    private EventData(ReadOnlyMemory<byte> bytes, bool isJson) => (Bytes, IsJson) = (bytes, isJson);

    /// <summary>The UTF-8 JSON text, or the bytes themselves.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether <see cref="Bytes"/> is one JSON value.</summary>
    public bool IsJson { get; }

    /// <summary>One JSON value as UTF-8 text. The memory must not change afterwards.</summary>
    public static EventData FromJson(ReadOnlyMemory<byte> utf8) => new(utf8, isJson: true);

    /// <summary>Plain text, carried as a JSON string.</summary>
    public static EventData FromText(string text) => new(JsonSerializer.SerializeToUtf8Bytes(text, WireJson.Options), isJson: true);

    /// <summary>Bytes without a meaning to the server. The memory must not change afterwards.</summary>
    public static EventData FromBytes(ReadOnlyMemory<byte> bytes) => new(bytes, isJson: false);

    /// <summary>A value written as JSON; by default with camel-case names.</summary>
    public static EventData FromValue<T>(T value, JsonSerializerOptions? json = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, json ?? WireJson.Options), isJson: true);

    /// <summary>The JSON text, or the length of the bytes; for debuggers, not for logs.</summary>
    public override string ToString() => IsJson ? Encoding.UTF8.GetString(Bytes.Span) : $"{Bytes.Length} bytes";
}
