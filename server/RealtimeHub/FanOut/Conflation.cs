using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>Finds the newest event of each key between two offsets. Events without a key count as one key.</summary>
internal sealed class Conflation
{
    private const int ReadAtOnce = 1_024;

    // Kept between uses; larger ones are given back.
    private const int KeptCapacity = 16_384;

    private readonly List<TopicEvent> _events = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>The newest of each key of the events in (<paramref name="after"/>, <paramref name="upTo"/>], in the order of their offsets.</summary>
    /// <remarks>The list is valid until the next call. The last event is always in it.</remarks>
    /// <returns>Null when the log no longer holds all of them.</returns>
    public IReadOnlyList<TopicEvent>? Newest(TopicLog log, long after, long upTo)
    {
        _events.Clear();
        while (after < upTo)
        {
            var read = log.ReadForward(after, (int)Math.Min(ReadAtOnce, upTo - after), long.MaxValue);
            if (read.After > after) return null;
            _events.AddRange(read.Events);
            after += read.Events.Length;
        }

        KeepNewest();
        return _events;
    }

    private void KeepNewest()
    {
        _keys.Clear();
        var (first, hasKeyless) = (_events.Count, false);
        for (var i = _events.Count - 1; i >= 0; i--)
        {
            var item = _events[i];
            var isNewest = item.Key is { } key ? _keys.Add(key) : !hasKeyless;
            hasKeyless |= item.Key is null;
            if (isNewest) _events[--first] = item;
        }

        _events.RemoveRange(0, first);
        if (_keys.Count > KeptCapacity) _keys.TrimExcess(KeptCapacity);
        if (_events.Capacity > KeptCapacity && _events.Count <= KeptCapacity) _events.Capacity = KeptCapacity;
    }
}
