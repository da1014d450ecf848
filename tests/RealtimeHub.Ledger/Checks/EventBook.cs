namespace RealtimeHub.Ledger.Checks;

/// <summary>
/// Holds what publishers, subscribers and readers of the history saw against each other: one offset is one event (C3), an event
/// has one topic, and one offset in each life of it (C3, C7, C10), and somebody has published it (C6).
/// </summary>
internal sealed class EventBook
{
    private readonly CheckerOptions _options;
    private readonly Findings _findings;
    private readonly Dictionary<PubId, KnownEvent> _events = [];

    // Seen by one side only; the other half may never come.
    private readonly Queue<KnownEvent> _unmatched = new();

    public EventBook(CheckerOptions options, Findings findings) => (_options, _findings) = (options, findings);

    /// <summary>How many events are remembered.</summary>
    public int Count => _events.Count;

    /// <summary>Somebody saw the event there.</summary>
    public void Seen(EpochBook book, long offset, PubId id, int witness)
    {
        if (book.IsTooOld(offset, _options.Window))
        {
            _findings.Totals.Unchecked++;
            return;
        }

        var there = book.At(offset);
        if (there?.Id == id) return;
        if (there is not null)
        {
            _findings.Add(new Violation.Disagreement(
                book.SpotAt(offset), there.Id, KnownEvent.NameOf(there.Witness), id, KnownEvent.NameOf(witness)));
        }

        var known = Known(id);
        if (known.OffsetIn(book) is { } first) JudgeSecondPlace(known, book.SpotAt(first), book.SpotAt(offset));
        else if (known.Book is { } home && home.Topic != book.Topic) JudgeSecondPlace(known, known.Spot, book.SpotAt(offset));
        else known.SeenAt(book, offset, witness);
        if (there is null) Place(book, offset, known);
    }

    /// <summary>The publisher says what became of the event.</summary>
    public void Published(LedgerEntry.Published entry)
    {
        var known = Known(entry.Id);
        var first = known.Result is null;
        known.IdempotencyKey ??= entry.IdempotencyKey;

        // A retry with an idempotency key may succeed where the first try has failed.
        if (first || entry.Outcome == PublishResult.Acked) known.Result = entry.Outcome;
        if (known.IsOld && IsExplained(known)) _events.Remove(known.Id);
        else if (first && known.Book is null && entry.Outcome != PublishResult.Acked) Remember(known);
    }

    /// <summary>Nobody publishes any more: what has no publisher now has none.</summary>
    public void Finish()
    {
        foreach (var known in _events.Values) JudgeUnexplained(known);
    }

    private static bool IsExplained(KnownEvent known) => known.Result is PublishResult.Acked or PublishResult.Unknown;

    private KnownEvent Known(PubId id)
    {
        if (!_events.TryGetValue(id, out var known)) _events[id] = known = new KnownEvent(id);
        return known;
    }

    private void Place(EpochBook book, long offset, KnownEvent known)
    {
        book.Set(offset, known);
        foreach (var old in book.Forget(_options.Window))
        {
            old.IsOld = true;
            if (IsExplained(old)) _events.Remove(old.Id);
            else Remember(old);
        }
    }

    private void JudgeSecondPlace(KnownEvent known, Spot first, Spot second)
    {
        Violation violation = first.Topic != second.Topic ? new Violation.CrossTopic(known.Id, first, second)
            : known.IdempotencyKey is { } key ? new Violation.KeyTwice(key, known.Id, first, second)
            : new Violation.TwoOffsets(known.Id, first, second);
        _findings.Add(violation);
    }

    private void Remember(KnownEvent known)
    {
        _unmatched.Enqueue(known);
        if (_unmatched.Count <= _options.MaxUnmatched) return;
        var oldest = _unmatched.Dequeue();
        if (oldest is { IsOld: false, Book: not null } || !_events.Remove(oldest.Id)) return;
        JudgeUnexplained(oldest);
    }

    private void JudgeUnexplained(KnownEvent known)
    {
        if (known.Book is null) return;
        if (known.Result is null) _findings.Add(new Violation.Phantom(known.Id, known.Spot));
        else if (known.Result == PublishResult.Failed) _findings.Add(new Violation.FailedButThere(known.Id, known.Spot));
    }
}
