namespace RealtimeHub.Ledger.Checks;

/// <summary>
/// One subscription of one subscriber, from the answer of the subscribe call to its end: here offsets go up by one (C1, C2),
/// unless the subscriber asked for conflation, and at rest the last one has come (C9).
/// </summary>
internal sealed class Segment
{
    private const int MaxHoles = 1_000;

    private readonly Findings _findings;

    // What was jumped over: it may still come, which is another fault than a loss.
    private readonly List<(long First, long Last)> _holes = [];
    private readonly Dictionary<string, long> _newestByKey = [];
    private long _conflatedSince;
    private long _announced;

    // The first delivery may begin anywhere from here on.
    private long _earliest;

    public Segment(Place place, EpochBook book, long earliest, long latest, bool conflated, Findings findings)
    {
        (Place, Book, _earliest, Cursor, _conflatedSince, Conflated, _findings) = (place, book, earliest, latest, latest, conflated, findings);
    }

    public Place Place { get; }

    public EpochBook Book { get; }

    /// <summary>The last offset that came or was announced as missing.</summary>
    public long Cursor { get; private set; }

    public bool Conflated { get; private set; }

    public void Conflate(bool conflated)
    {
        if (conflated && !Conflated) _conflatedSince = Cursor;
        Conflated = conflated;
    }

    public void Deliver(long offset, string? key)
    {
        NoteKey(key, offset);
        BeginAt(offset - 1);
        if (offset <= Cursor) JudgeLate(offset);
        else if (offset > Cursor + 1 && !Conflated) Jump(offset);
        Cursor = Math.Max(Cursor, offset);
    }

    public void TakeGap(long from, long to)
    {
        BeginAt(from);
        if (from > Cursor && !Conflated) Jump(from + 1);
        else if (from < Cursor || to <= from) _findings.Add(new Violation.InexactGap(Place, Cursor, from, to));
        Cursor = Math.Max(Cursor, to);
        _announced = Math.Max(_announced, to);
    }

    /// <summary>What has not come by now does not come any more.</summary>
    public void End()
    {
        foreach (var (first, last) in _holes) _findings.Add(new Violation.Lost(Place, first, last));
        _holes.Clear();
    }

    /// <summary>Nothing is on its way any more.</summary>
    public void Rest(EpochBook? newest)
    {
        End();
        if (newest is not null && newest != Book) NotCaughtUp(newest.Top, $"the end of epoch {newest.Epoch}");
        else if (Conflated) RestConflated();
        else if (Cursor < Book.Top) NotCaughtUp(Book.Top, "the newest event");
    }

    private void RestConflated()
    {
        foreach (var (key, offset) in Book.NewestByKey)
        {
            if (offset <= _conflatedSince || offset <= _announced || _newestByKey.GetValueOrDefault(key) >= offset) continue;
            NotCaughtUp(offset, key.Length == 0 ? "the newest event without a key" : $"the newest event of key {key}");
        }
    }

    private void NotCaughtUp(long missing, string what) => _findings.Add(new Violation.NotCaughtUp(Place, Cursor, missing, what));

    private void NoteKey(string? key, long offset)
    {
        if (Conflated) _newestByKey[key ?? ""] = Math.Max(offset, _newestByKey.GetValueOrDefault(key ?? ""));
    }

    private void BeginAt(long cursor)
    {
        if (cursor >= _earliest && cursor < Cursor) Cursor = cursor;
        _earliest = long.MaxValue;
    }

    private void Jump(long to)
    {
        if (_holes.Count < MaxHoles) _holes.Add((Cursor + 1, to - 1));
        else _findings.Add(new Violation.Lost(Place, Cursor + 1, to - 1));
    }

    private void JudgeLate(long offset)
    {
        var i = _holes.FindIndex(hole => hole.First <= offset && offset <= hole.Last);
        if (i < 0)
        {
            _findings.Add(new Violation.Repeated(Place, offset, Cursor));
            return;
        }

        _findings.Add(new Violation.OutOfOrder(Place, offset, Cursor));
        var (first, last) = _holes[i];
        _holes.RemoveAt(i);
        if (offset < last) _holes.Insert(i, (offset + 1, last));
        if (first < offset) _holes.Insert(i, (first, offset - 1));
    }
}
