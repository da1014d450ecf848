namespace RealtimeHub.Topics;

/// <summary>The newest events of a topic with contiguous offsets, in an array that grows up to its bound and then turns.</summary>
/// <remarks>Not thread-safe: its log guards it. Removing the oldest and adding the newest cost the same at any size.</remarks>
internal sealed class EventRing
{
    private const int FirstCapacity = 4;

    private readonly int _maxEvents;
    private readonly long _maxBytes;
    private TopicEvent?[] _slots = [];
    private int _start;

    public EventRing(int maxEvents, long maxBytes) => (_maxEvents, _maxBytes) = (maxEvents, maxBytes);

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    public TopicEvent Oldest => At(0);

    public TopicEvent At(int index) => _slots[(_start + index) % _slots.Length]!;

    /// <summary>Adds the newest event and drops as many of the oldest as the bounds ask for. The newest one always stays.</summary>
    public void Add(TopicEvent added)
    {
        while (Count > 0 && (Count >= _maxEvents || Bytes + added.Bytes > _maxBytes)) RemoveOldest();
        if (Count == _slots.Length) Grow();
        _slots[(_start + Count) % _slots.Length] = added;
        Count++;
        Bytes += added.Bytes;
    }

    public void RemoveOldest()
    {
        Bytes -= Oldest.Bytes;
        _slots[_start] = null;
        _start = (_start + 1) % _slots.Length;
        if (--Count == 0)
        {
            (_slots, _start) = ([], 0);
        }
    }

    private void Grow()
    {
        var larger = new TopicEvent?[Math.Min(_maxEvents, Math.Max(FirstCapacity, _slots.Length * 2))];
        for (var i = 0; i < Count; i++) larger[i] = At(i);
        (_slots, _start) = (larger, 0);
    }
}
