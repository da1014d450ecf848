namespace RealtimeHub.Ledger.Checks;

/// <summary>One subscriber: what it may read (C10), and its live subscriptions.</summary>
internal sealed class SubscriberBook
{
    private readonly int _subscriber;
    private readonly Findings _findings;
    private readonly Dictionary<string, Segment> _segments = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _allowed;

    public SubscriberBook(int subscriber, Findings findings) => (_subscriber, _findings) = (subscriber, findings);

    public IEnumerable<Segment> Segments => _segments.Values;

    public void Connect(IReadOnlyList<string>? allowed)
    {
        // A subscriber that did not notice the end of its connection has a new one all the same.
        EndAll();
        _allowed = allowed;
    }

    public void Begin(Segment segment)
    {
        Authorise(segment.Place.Topic, "was let in to events");
        if (_segments.Remove(segment.Place.Topic, out var before)) before.End();
        _segments[segment.Place.Topic] = segment;
    }

    /// <summary>The live subscription to the topic that something came for.</summary>
    /// <returns>Null when there is none, which is a fault.</returns>
    public Segment? Find(string topic, string what)
    {
        if (!Authorise(topic, $"got {what}")) return null;
        if (_segments.TryGetValue(topic, out var segment)) return segment;
        _findings.Add(new Violation.NotAllowed(_subscriber, topic, $"got {what}, without being subscribed,"));
        return null;
    }

    public void End(string topic)
    {
        if (_segments.Remove(topic, out var segment)) segment.End();
    }

    public void EndAll()
    {
        foreach (var segment in _segments.Values) segment.End();
        _segments.Clear();
    }

    private bool Authorise(string topic, string what)
    {
        if (_allowed is null || _allowed.Contains(topic, StringComparer.Ordinal)) return true;
        _findings.Add(new Violation.NotAllowed(_subscriber, topic, $"may not read this topic, and {what}"));
        return false;
    }
}
