namespace RealtimeHub.Topics;

/// <summary>One event in a topic's log. Never changes.</summary>
internal sealed class TopicEvent
{
    /// <summary>What an event costs besides its data and texts: the object, its array and its place in the ring, in bytes.</summary>
    public const int Overhead = 152;

    /// <summary>What an event takes on the wire besides its data and texts, about, in bytes.</summary>
    private const int WireOverhead = 64;

    /// <summary>What a text costs besides its letters, in bytes.</summary>
    private const int TextOverhead = 24;

    private readonly long _utcTicks;

    /// <param name="offset">Its place in the topic.</param>
    /// <param name="time">When the server accepted it.</param>
    /// <param name="from">What was published.</param>
    /// <param name="appendedAt">The same moment, as a timestamp of the clock.</param>
    /// <param name="start">Where it begins when all events of the topic are laid end to end.</param>
    public TopicEvent(long offset, DateTimeOffset time, in NewEvent from, long appendedAt = 0, long start = 0)
    {
        Offset = offset;
        _utcTicks = time.UtcTicks;
        Data = from.Data;
        IsJson = from.IsJson;
        Key = from.Key;
        Type = from.Type;
        Id = from.Id;
        Bytes = Overhead + Data.Length + SizeOf(Key) + SizeOf(Type) + SizeOf(Id);
        AppendedAt = appendedAt;
        Start = start;
    }

    public long Offset { get; }

    /// <summary>What tells the event from another one that was given the same place, where places are given by others; else 0.</summary>
    public long Stamp { get; init; }

    public DateTimeOffset Time => new(_utcTicks, TimeSpan.Zero);

    /// <summary>When it was appended, as a timestamp of the clock: it does not jump.</summary>
    public long AppendedAt { get; }

    /// <summary>Where the event begins when all events of the topic's life are laid end to end as they are sent, in bytes.</summary>
    public long Start { get; }

    /// <summary>Where it ends.</summary>
    public long End => Start + WireOverhead + Data.Length + LengthOf(Key) + LengthOf(Type) + LengthOf(Id);

    /// <summary>Checked UTF-8 JSON, or plain bytes.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    public bool IsJson { get; }

    public string? Key { get; }

    public string? Type { get; }

    public string? Id { get; }

    /// <summary>What the event counts against the bounds of the log.</summary>
    public int Bytes { get; }

    private static int LengthOf(string? text) => text?.Length ?? 0;

    private static int SizeOf(string? text) => text is null ? 0 : TextOverhead + (2 * text.Length);
}

/// <summary>An event that has no offset yet.</summary>
internal readonly record struct NewEvent(ReadOnlyMemory<byte> Data, bool IsJson, string? Key, string? Type, string? Id);
