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
    /// <remarks>The list is valid until <see cref="Forget"/>, which has to follow. The last event is always in it.</remarks>
    /// <returns>Null when the log no longer holds all of them.</returns>
    public IReadOnlyList<TopicEvent>? Newest(TopicLog log, long after, long upTo)
    {
        while (after < upTo)
        {
            var read = log.ReadForward(after, (int)Math.Min(ReadAtOnce, upTo - after), long.MaxValue);
            if (read.After > after)
            {
                Forget();
                return null;
            }

            _events.AddRange(read.Events);
            after += read.Events.Length;
        }

        KeepNewest();
        return _events;
    }

    /// <summary>Lets go of what the last call has found.</summary>
    public void Forget()
    {
        _events.Clear();
        _keys.Clear();
        if (_events.Capacity > KeptCapacity) _events.Capacity = KeptCapacity;
        if (_keys.Capacity > KeptCapacity) _keys.TrimExcess(KeptCapacity);
    }

    private void KeepNewest()
    {
        var (first, hasKeyless) = (_events.Count, false);
        for (var i = _events.Count - 1; i >= 0; i--)
        {
            var item = _events[i];
            var isNewest = item.Key is { } key ? _keys.Add(key) : !hasKeyless;
            hasKeyless |= item.Key is null;
            if (isNewest) _events[--first] = item;
        }

        _events.RemoveRange(0, first);
    }
}
