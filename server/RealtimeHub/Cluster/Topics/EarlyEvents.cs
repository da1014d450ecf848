namespace RealtimeHub.Cluster.Topics;

/// <summary>Events that Redis tells while a topic is being read. A few are kept, so that reading comes to an end while others publish; the rest is read.</summary>
/// <remarks>Not thread-safe: its replica guards it.</remarks>
internal sealed class EarlyEvents
{
    private const int Most = 256;

    private List<PushedEvent>? _events;

    public void Add(in PushedEvent pushed)
    {
        _events ??= [];
        if (_events.Count < Most) _events.Add(pushed);
    }

    /// <summary>Takes them, in the order in which they came.</summary>
    public IReadOnlyList<PushedEvent> Take()
    {
        IReadOnlyList<PushedEvent> taken = _events ?? [];
        _events = null;
        return taken;
    }

    public void Clear() => _events = null;
}
