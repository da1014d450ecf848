using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>
/// The newest event of each key up to one offset. Of the events after any cursor the newest of each key are the same
/// events, as far as they lie after that cursor: so one run serves readers at all cursors, and each part of it is encoded
/// once.
/// </summary>
internal sealed class ConflatedRun
{
    private readonly TopicEvent[] _events;

    // After which event each part ends, and the parts that somebody has wanted.
    private readonly List<int> _ends = [];
    private readonly Part?[] _parts;

    /// <param name="protocol">The SignalR name of the protocol.</param>
    /// <param name="kind">Whether what is left out is announced.</param>
    /// <param name="after">The offset after which the run begins.</param>
    /// <param name="events">The newest of each key, in the order of their offsets; the last one is where the run ends.</param>
    /// <param name="partBytes">About how large a part is.</param>
    public ConflatedRun(string protocol, SliceKind kind, long after, TopicEvent[] events, int partBytes)
    {
        (Protocol, Kind, After, _events) = (protocol, kind, after, events);
        var size = 0L;
        for (var i = 0; i < events.Length; i++)
        {
            size += events[i].End - events[i].Start;
            if (size < partBytes && i < events.Length - 1) continue;
            _ends.Add(i + 1);
            size = 0;
        }

        _parts = new Part?[_ends.Count];
    }

    public string Protocol { get; }

    public SliceKind Kind { get; }

    public long After { get; }

    public long UpTo => _events[^1].Offset;

    /// <summary>The first event after a cursor that lies before <see cref="UpTo"/>.</summary>
    public TopicEvent FirstAfter(long cursor) => _events[IndexAfter(cursor)];

    /// <summary>Whether the notice before the first event after the cursor says what a reader that stands there misses.</summary>
    public bool IsAnnouncedFrom(long cursor)
    {
        var index = IndexAfter(cursor);
        return cursor == (index == 0 ? After : _events[index - 1].Offset);
    }

    /// <summary>The events after the cursor, as many as fit, but one at least; with the notices between them.</summary>
    /// <param name="cursor">Where the reader stands.</param>
    /// <param name="maxBytes">Where the slice ends.</param>
    /// <param name="encode">Encodes events that follow an offset.</param>
    public Slice Window(long cursor, int maxBytes, Func<long, ArraySegment<TopicEvent>, Part> encode)
    {
        var first = IndexAfter(cursor);
        var number = _ends.FindIndex(end => end > first);
        var begin = number == 0 ? 0 : _ends[number - 1];
        var part = _parts[number] ??= encode(begin == 0 ? After : _events[begin - 1].Offset, new ArraySegment<TopicEvent>(_events, begin, _ends[number] - begin));

        var withNotice = _events[first].Offset > cursor + 1;
        var from = withNotice ? part.Places[first - begin].Notice : part.Places[first - begin].Event;
        var last = first;
        while (last + 1 < _ends[number] && part.Places[last + 1 - begin].End - from <= maxBytes) last++;
        var gaps = 0;
        for (var i = withNotice ? first : first + 1; i <= last; i++) gaps += part.Places[i - begin].HasNotice ? 1 : 0;
        return new Slice(Protocol, cursor, _events[last].Offset, last - first + 1, part.Bytes.AsMemory(from, part.Places[last - begin].End - from))
        {
            Kind = Kind, Gaps = gaps, GapReason = gaps > 0 ? Contracts.GapReasons.Slow : null, AppendedAt = _events[first].AppendedAt,
        };
    }

    private int IndexAfter(long cursor)
    {
        var (low, high) = (0, _events.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _events[middle].Offset > cursor ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    /// <summary>A part of the run, encoded.</summary>
    /// <param name="Bytes">All of it.</param>
    /// <param name="Places">Where each event lies in it.</param>
    internal sealed record Part(byte[] Bytes, Place[] Places);

    /// <param name="Notice">Where the gap notice before the event begins, if it has one.</param>
    /// <param name="Event">Where the event begins.</param>
    /// <param name="End">Where it ends.</param>
    internal readonly record struct Place(int Notice, int Event, int End)
    {
        public bool HasNotice => Event > Notice;
    }
}
