using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Sources;
using StackExchange.Redis;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>Makes an event of an entry.</summary>
internal sealed class StreamRow(RedisStreamOptions options)
{
    private const int MaxTold = 100;

    /// <summary>Two streams may give the same id, and feed the same topic. A hash: any bytes may be the key of a stream, and only some may stand in an idempotency key.</summary>
    private readonly string _stream = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Stream)))[..16];

    /// <returns>The event, or why the entry can never be one.</returns>
    public (SourceEvent? Event, string? Problem) Read(StreamEntry entry)
    {
        var name = Find(entry, options.TopicField) is { } told ? (string?)told : options.Topic;
        if (name is null) return (null, $"it has no field '{options.TopicField}', and Topic is not set");
        if (!TopicName.TryParse(name, out var topic)) return (null, $"'{(name.Length > MaxTold ? name[..MaxTold] : name)}' is not a topic name");

        // Who may write to the stream could tell of tasks what is not so.
        if (topic.IsReserved) return (null, $"'{topic}' is a topic of the server itself: nobody else publishes to those that begin with $ or task:");
        var data = Find(entry, options.DataField) is { } value ? DataOf((byte[]?)value ?? []) : FieldsOf(entry);

        // The same entry twice, because its acknowledgement was lost, is one event.
        return (new SourceEvent(topic, data) { Key = Find(entry, options.KeyField) is { } key ? (string?)key : null, IdempotencyKey = $"{_stream}-{entry.Id}" }, null);
    }

    /// <summary>The last field of that name: a stream may have several.</summary>
    private static RedisValue? Find(StreamEntry entry, string name)
    {
        var place = Array.FindLastIndex(entry.Values, field => field.Name == name);
        return place < 0 ? null : (RedisValue?)entry.Values[place].Value;
    }

    private static EventData DataOf(byte[] bytes) => IsJson(bytes) ? EventData.FromJson(bytes) : EventData.FromText(Encoding.UTF8.GetString(bytes));

    private static EventData FieldsOf(StreamEntry entry)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var field in entry.Values) fields[(string)field.Name!] = field.Value;
        return EventData.FromValue(fields);
    }

    private static bool IsJson(byte[] bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
