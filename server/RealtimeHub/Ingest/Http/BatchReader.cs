using System.Text.Json;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.Ingest.Http;

/// <summary>One item of a batch: a request, or what is wrong with it.</summary>
internal readonly record struct BatchItem(PublishRequest? Request, string? Problem);

/// <summary>Takes a batch apart: a JSON array, or one JSON object a line (NDJSON).</summary>
internal sealed class BatchReader
{
    // Deeper than any event may be: an item that is nested too deep must not spoil the others, and the publisher refuses it.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1_000 };

    private readonly int _maxEvents;

    public BatchReader(int maxEvents) => _maxEvents = maxEvents;

    /// <returns>What is wrong with the batch as a whole, in which case nothing of it is published; null when it could be read.</returns>
    public string? TryRead(ReadOnlySpan<byte> body, List<BatchItem> items)
    {
        var content = body.TrimStart(" \t\r\n"u8);
        if (content.IsEmpty) return "the batch is empty; send a JSON array or one JSON object a line";
        return content[0] == '[' ? ReadArray(body, items) : ReadLines(content, items);
    }

    private string TooLong => $"a batch has at most {_maxEvents} events";

    private string? ReadArray(ReadOnlySpan<byte> body, List<BatchItem> items)
    {
        var reader = new Utf8JsonReader(body, Options);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (items.Count == _maxEvents) return TooLong;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                items.Add(ReadItem(body[start..(int)reader.BytesConsumed]));
            }

            // Nothing but white space may follow.
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return $"invalid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
    }

    private string? ReadLines(ReadOnlySpan<byte> body, List<BatchItem> items)
    {
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            if (line.IsEmpty) continue;
            if (items.Count == _maxEvents) return TooLong;
            items.Add(ReadItem(line));
        }

        return null;
    }

    private static BatchItem ReadItem(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadMembers(json);
        }
        catch (JsonException e)
        {
            return new BatchItem(null, $"invalid JSON at byte {e.BytePositionInLine + 1} of the item");
        }
        catch (InvalidOperationException)
        {
            return new BatchItem(null, "topic, key, type and id are texts");
        }
    }

    private static BatchItem ReadMembers(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return new BatchItem(null, "an item is a JSON object with topic and data");
        string? topic = null, key = null, type = null, id = null;
        byte[]? data = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "topic": topic = reader.GetString(); break;
                case "key": key = reader.GetString(); break;
                case "type": type = reader.GetString(); break;
                case "id": id = reader.GetString(); break;
                case "data": data = CopyValue(ref reader, json); break;
                default: reader.Skip(); break;
            }
        }

        reader.Read();
        if (!TopicName.TryParse(topic, out var parsed)) return new BatchItem(null, ErrorTexts.InvalidTopic);
        if (data is null) return new BatchItem(null, "data is missing");
        return new BatchItem(new PublishRequest(parsed, EventData.FromJson(data)) { Key = key, Type = type, Id = id }, null);
    }

    /// <summary>A copy, so that one event that stays in a log does not keep the whole batch in memory.</summary>
    private static byte[] CopyValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed].ToArray();
    }
}
