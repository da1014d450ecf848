namespace RealtimeHub.Ledger.Checks;

/// <summary>One life of a topic: which event stands at which of its newest offsets, as far as anybody has seen.</summary>
internal sealed class EpochBook
{
    private const int MomentsKept = 4_096;

    private readonly Dictionary<long, KnownEvent> _events = [];
    private readonly Dictionary<string, long> _newestByKey = [];
    private long _oldest = 1;

    public EpochBook(string topic, string epoch) => (Topic, Epoch) = (topic, epoch);

    public string Topic { get; }

    public string Epoch { get; }

    /// <summary>The newest offset that anybody has seen.</summary>
    public long Top { get; private set; }

    /// <summary>When the first event of it was acknowledged; null before.</summary>
    public long? Began { get; private set; }

    /// <summary>Up to where events were acknowledged, and when.</summary>
    public Milestones Acked { get; } = new(MomentsKept);

    /// <summary>The newest offset of each key; events without a key are one key.</summary>
    public IReadOnlyDictionary<string, long> NewestByKey => _newestByKey;

    public Spot SpotAt(long offset) => new(Topic, Epoch, offset);

    public KnownEvent? At(long offset) => _events.GetValueOrDefault(offset);

    public void Set(long offset, KnownEvent known)
    {
        _events[offset] = known;
        Top = Math.Max(Top, offset);
    }

    public void AckedAt(long at) => Began = Math.Min(at, Began ?? at);

    public void NoteKey(string? key, long offset)
    {
        if (_newestByKey.GetValueOrDefault(key ?? "") < offset) _newestByKey[key ?? ""] = offset;
    }

    /// <summary>Whether the offset is too old to be remembered.</summary>
    public bool IsTooOld(long offset, int window) => offset <= Top - window;

    /// <summary>Forgets what has become too old.</summary>
    public List<KnownEvent> Forget(int window)
    {
        var forgotten = new List<KnownEvent>();
        var limit = Top - window;

        // Offsets that jump far, as those of a broken server may, are not walked one by one.
        IEnumerable<long> old = limit - _oldest > _events.Count ? [.. _events.Keys.Where(offset => offset <= limit)] : Between(_oldest, limit);
        foreach (var offset in old)
            if (_events.Remove(offset, out var known)) forgotten.Add(known);
        _oldest = Math.Max(_oldest, limit + 1);
        return forgotten;
    }

    private static IEnumerable<long> Between(long first, long last)
    {
        for (var offset = first; offset <= last; offset++) yield return offset;
    }
}
