namespace RealtimeHub.Load.Measuring;

/// <summary>What one subscriber got of one topic. Offsets go up by one, so everything else is a fault.</summary>
internal sealed class Ledger
{
    // A hole is kept number by number, to tell a late event from a repeated one; a bigger hole is only counted.
    private const int MaxTracked = 100_000;

    private long _next = 1;
    private HashSet<long>? _holes;
    private long _untracked;

    /// <summary>Events that came, repeats included.</summary>
    public long Received { get; private set; }

    /// <summary>Events that came again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Events that came after a later one.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Where the subscription began: the next event has the following offset.</summary>
    public void StartAfter(long offset) => _next = offset + 1;

    public void Note(long offset)
    {
        Received++;
        if (offset == _next) _next++;
        else if (offset > _next) Skip(offset);
        else if (_holes is not null && _holes.Remove(offset)) OutOfOrder++;
        else Repeated++;
    }

    /// <summary>How many events up to the last one of the topic have not come.</summary>
    public long MissingUpTo(long last) => Math.Max(0, last - _next + 1) + (_holes?.Count ?? 0) + _untracked;

    private void Skip(long offset)
    {
        _holes ??= [];
        var tracked = Math.Min(offset - _next, MaxTracked - _holes.Count);
        for (var i = 0; i < tracked; i++) _holes.Add(_next + i);
        _untracked += offset - _next - tracked;
        _next = offset + 1;
    }
}
