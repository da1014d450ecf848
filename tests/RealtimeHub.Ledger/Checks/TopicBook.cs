namespace RealtimeHub.Ledger.Checks;

/// <summary>The lives of one topic, and whether it may have had so many (C5).</summary>
internal sealed class TopicBook
{
    private const int EpochsKept = 4;

    private readonly string _topic;
    private readonly bool _durable;
    private readonly Findings _findings;

    // The newest last.
    private readonly List<EpochBook> _epochs = [];
    private long _lifeOfNewest;

    public TopicBook(string topic, bool durable, Findings findings) => (_topic, _durable, _findings) = (topic, durable, findings);

    /// <summary>The life that the topic lives now; null when nobody has seen it yet.</summary>
    public EpochBook? Newest => _epochs.Count == 0 ? null : _epochs[^1];

    /// <summary>An event that was first sent at this moment was acknowledged in that life: then no later one may have begun before.</summary>
    public void Acked(EpochBook book, long start, PubId id)
    {
        var later = _epochs.FindIndex(_epochs.IndexOf(book) + 1, next => next.Began < start);
        if (later >= 0) _findings.Add(new Violation.EpochCameBack(id, _topic, book.Epoch, _epochs[later].Epoch));
    }

    /// <param name="epoch">The name of the life.</param>
    /// <param name="serverLife">How often the server has been started again.</param>
    public EpochBook Epoch(string epoch, long serverLife)
    {
        if (_epochs.Find(book => book.Epoch == epoch) is { } known) return known;
        if (Newest is { } before && (_durable || serverLife == _lifeOfNewest)) _findings.Add(new Violation.EpochLost(_topic, before.Epoch, epoch));
        var added = new EpochBook(_topic, epoch);
        _epochs.Add(added);
        if (_epochs.Count > EpochsKept) _epochs.RemoveAt(0);
        _lifeOfNewest = serverLife;
        return added;
    }
}
