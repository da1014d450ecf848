using RealtimeHub.Connections;

namespace RealtimeHub.FanOut;

/// <summary>
/// The encoded messages that take a subscriber of a topic from one offset to another, for one protocol. Handed to every
/// subscriber that stands at <see cref="From"/>.
/// </summary>
internal sealed class Slice
{
    public Slice(string protocol, long from, long to, int events, ReadOnlyMemory<byte> bytes)
    {
        Protocol = protocol;
        From = from;
        To = to;
        Events = events;
        Bytes = bytes.Length;
        Message = new ClientMessage(protocol, bytes);
    }

    public string Protocol { get; }

    /// <summary>The cursor before.</summary>
    public long From { get; }

    /// <summary>The cursor after.</summary>
    public long To { get; }

    public int Events { get; }

    public int Bytes { get; }

    /// <summary>How many gap notices it carries.</summary>
    public int Gaps { get; init; }

    /// <summary>Why offsets are missing, when there are gap notices.</summary>
    public string? GapReason { get; init; }

    /// <summary>Which of the events it carries.</summary>
    public SliceKind Kind { get; init; }

    /// <summary>When its first event was appended, as a timestamp of the clock; 0 without events.</summary>
    public long AppendedAt { get; init; }

    public ClientMessage Message { get; }
}

/// <summary>Which of the events between two offsets a slice carries.</summary>
internal enum SliceKind
{
    /// <summary>All.</summary>
    All,

    /// <summary>The newest of each key, for a subscriber that asked for it.</summary>
    Newest,

    /// <summary>The newest of each key, and a gap notice for each run of others, for a subscriber that is too slow.</summary>
    NewestWithGaps,
}
