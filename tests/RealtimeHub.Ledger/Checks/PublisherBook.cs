namespace RealtimeHub.Ledger.Checks;

/// <summary>The order of each publisher on each topic (C4), and the offsets of idempotency keys (C7).</summary>
internal sealed class PublisherBook
{
    private const int MomentsKept = 64;

    private readonly Dictionary<(long Publisher, EpochBook Book), Milestones> _acked = [];
    private readonly Dictionary<(string Topic, string Key), Spot> _keys = [];
    private readonly Queue<(string Topic, string Key)> _keysByAge = new();
    private readonly CheckerOptions _options;
    private readonly Findings _findings;

    public PublisherBook(CheckerOptions options, Findings findings) => (_options, _findings) = (options, findings);

    public void Acked(LedgerEntry.Published entry, EpochBook book, long offset)
    {
        if (entry.IdempotencyKey is { } key && !IsFirstOf(key, entry, book.SpotAt(offset))) return;
        if (!_acked.TryGetValue((entry.Id.Publisher, book), out var before)) _acked[(entry.Id.Publisher, book)] = before = new Milestones(MomentsKept);
        if (!before.TryGetBefore(entry.Start, out var earlier)) _findings.Totals.Unchecked++;
        else if (earlier >= offset) _findings.Add(new Violation.Overtaken(entry.Id, book.SpotAt(offset), earlier));
        before.Add(entry.At, offset);
        book.Acked.Add(entry.At, offset);
    }

    /// <summary>A retry is told the old offset; that says nothing about order.</summary>
    private bool IsFirstOf(string key, LedgerEntry.Published entry, Spot spot)
    {
        if (_keys.TryGetValue((entry.Topic, key), out var first) && first.Epoch == spot.Epoch)
        {
            if (first != spot) _findings.Add(new Violation.KeyTwice(key, entry.Id, first, spot));
            return false;
        }

        _keys[(entry.Topic, key)] = spot;
        _keysByAge.Enqueue((entry.Topic, key));
        if (_keysByAge.Count > _options.MaxIdempotencyKeys) _keys.Remove(_keysByAge.Dequeue());
        return true;
    }
}
