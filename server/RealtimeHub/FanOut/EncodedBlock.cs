namespace RealtimeHub.FanOut;

/// <summary>
/// A run of a topic's events, each encoded once for one protocol, laid end to end. Slices are windows on it: subscribers at
/// different offsets share its bytes. It grows at its end while its topic does; what is written never changes.
/// </summary>
internal sealed class EncodedBlock
{
    private const int GrowthLimit = 32_768;

    private byte[] _bytes = [];
    private int _length;

    // Where each event ends, and when it was appended.
    private readonly List<(int End, long AppendedAt)> _events = [];

    public EncodedBlock(string protocol, long after, long endsAt) => (Protocol, After, EndsAt) = (protocol, after, endsAt);

    public string Protocol { get; }

    /// <summary>The offset before its first event.</summary>
    public long After { get; }

    /// <summary>Where the block ends when all events of the topic are laid end to end: events that begin there or later belong to others.</summary>
    public long EndsAt { get; }

    /// <summary>The offset of its last event.</summary>
    public long To => After + _events.Count;

    /// <summary>Whether no event will be added: later ones belong to other blocks.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many bytes of memory it takes, about.</summary>
    public long Size => _bytes.Length + (16L * _events.Capacity);

    /// <summary>Whether it can take a subscriber on from this offset, if not now, then as soon as it has grown.</summary>
    public bool Continues(long cursor) => cursor >= After && (cursor < To || !IsComplete);

    /// <summary>Adds the next event, encoded.</summary>
    public void Add(ReadOnlySpan<byte> encoded, long appendedAt)
    {
        if (_length + encoded.Length > _bytes.Length) Grow(_length + encoded.Length);
        encoded.CopyTo(_bytes.AsSpan(_length));
        _length += encoded.Length;
        _events.Add((_length, appendedAt));
    }

    /// <summary>The events after <paramref name="cursor"/> up to <paramref name="upTo"/>, as many as fit, but one at least.</summary>
    public Slice Window(long cursor, long upTo, int maxBytes)
    {
        var first = (int)(cursor - After);
        var begin = first == 0 ? 0 : _events[first - 1].End;
        var last = (int)Math.Min(upTo - After, _events.Count);
        if (_events[last - 1].End - begin > maxBytes) last = Math.Max(first + 1, LastWithin(begin + maxBytes, first, last - 1));
        return new Slice(Protocol, cursor, After + last, last - first, _bytes.AsMemory(begin, _events[last - 1].End - begin))
        {
            AppendedAt = _events[first].AppendedAt,
        };
    }

    /// <summary>How many of the events end within so many bytes.</summary>
    private int LastWithin(int end, int low, int high)
    {
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _events[middle - 1].End <= end ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    // Windows that are on their way keep the old array: it is copied, never reused.
    private void Grow(int needed) => Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length + Math.Min(_bytes.Length, GrowthLimit)));
}
