namespace RealtimeHub.Topics;

/// <summary>One event in a topic's log. Never changes.</summary>
internal sealed class TopicEvent
{
    /// <summary>What an event costs besides its data: the object, its array and its place in the ring, in bytes.</summary>
    public const int Overhead = 96;

    public TopicEvent(long offset, DateTimeOffset time, in NewEvent from)
    {
        Offset = offset;
        Time = time;
        Data = from.Data;
        IsJson = from.IsJson;
        Key = from.Key;
        Type = from.Type;
        Id = from.Id;
        Bytes = Overhead + Data.Length + (2 * ((Key?.Length ?? 0) + (Type?.Length ?? 0) + (Id?.Length ?? 0)));
    }

    public long Offset { get; }

    public DateTimeOffset Time { get; }

    /// <summary>Checked UTF-8 JSON, or plain bytes.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    public bool IsJson { get; }

    public string? Key { get; }

    public string? Type { get; }

    public string? Id { get; }

    /// <summary>What the event counts against the bounds of the log.</summary>
    public int Bytes { get; }
}

/// <summary>An event that has no offset yet.</summary>
internal readonly record struct NewEvent(ReadOnlyMemory<byte> Data, bool IsJson, string? Key, string? Type, string? Id);
