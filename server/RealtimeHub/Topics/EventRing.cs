namespace RealtimeHub.Topics;

/// <summary>The newest events of a topic with contiguous offsets, in an array that grows and shrinks with what it holds.</summary>
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
        if (Count == _slots.Length) Resize(Math.Min(_maxEvents, Math.Max(FirstCapacity, _slots.Length * 2)));
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
        else if (Count <= _slots.Length / 4 && _slots.Length > FirstCapacity)
        {
            Resize(_slots.Length / 2);
        }
    }

    /// <summary>The first index for which <paramref name="holds"/>, when it holds for all events after that as well; else the count.</summary>
    public int FirstIndex<TArg>(TArg arg, Func<TopicEvent, TArg, bool> holds)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(At(middle), arg) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private void Resize(int capacity)
    {
        var slots = new TopicEvent?[capacity];
        for (var i = 0; i < Count; i++) slots[i] = At(i);
        (_slots, _start) = (slots, 0);
    }
}
