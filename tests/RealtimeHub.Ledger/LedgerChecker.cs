using RealtimeHub.Contracts;
using RealtimeHub.Ledger.Checks;

namespace RealtimeHub.Ledger;

/// <summary>
/// Reads a ledger once, as it is written or from files, and finds the promises that were broken. Its memory is bounded by
/// <see cref="CheckerOptions"/> and by the number of topics, subscribers and keys, not by how long the run is.
/// </summary>
/// <remarks>Safe to call from many threads at once: each writer's own order is all that counts.</remarks>
public sealed class LedgerChecker : ILedger
{
    private readonly Lock _gate = new();
    private readonly CheckerOptions _options;
    private readonly Findings _findings;
    private readonly EventBook _events;
    private readonly PublisherBook _publishers;
    private readonly GaugeBook _gauges;
    private readonly Dictionary<string, TopicBook> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SubscriberBook> _subscribers = [];
    private long _serverLife;

    public LedgerChecker(CheckerOptions? options = null)
    {
        _options = options ?? new CheckerOptions();
        _findings = new Findings(_options.MaxViolations);
        _events = new EventBook(_options, _findings);
        _publishers = new PublisherBook(_options, _findings);
        _gauges = new GaugeBook(_findings);
    }

    /// <summary>How many events are remembered at this moment.</summary>
    internal int Remembered => _events.Count;

    /// <summary>The judgement of a whole ledger.</summary>
    public static LedgerReport Check(IEnumerable<LedgerEntry> entries, CheckerOptions? options = null)
    {
        var checker = new LedgerChecker(options);
        foreach (var entry in entries) checker.Record(entry);
        return checker.Finish();
    }

    public void Record(LedgerEntry entry)
    {
        lock (_gate) Take(entry);
    }

    /// <summary>What was found so far, without what only the end can show.</summary>
    public LedgerReport Snapshot()
    {
        lock (_gate) return new LedgerReport([.. _findings.Violations], _findings.Broken, _findings.Totals with { });
    }

    /// <summary>Judges what only the end can show: call it once, when nobody writes any more.</summary>
    public LedgerReport Finish()
    {
        lock (_gate)
        {
            foreach (var subscriber in _subscribers.Values) subscriber.EndAll();
            _events.Finish();
            _gauges.Finish();
        }

        return Snapshot();
    }

    private void Take(LedgerEntry entry)
    {
        switch (entry)
        {
            case LedgerEntry.Delivered delivered: TakeDelivered(delivered); break;
            case LedgerEntry.Published published: TakePublished(published); break;
            case LedgerEntry.Subscribed subscribed: TakeSubscribed(subscribed); break;
            case LedgerEntry.Gap gap: TakeGap(gap); break;
            case LedgerEntry.Connected connected: Subscriber(connected.Subscriber).Connect(connected.Allowed); break;
            case LedgerEntry.Conflating change: TakeConflating(change); break;
            case LedgerEntry.Unsubscribed ended: Subscriber(ended.Subscriber).End(ended.Topic); break;
            case LedgerEntry.Disconnected ended: TakeDisconnected(ended); break;
            case LedgerEntry.HistoryRead read: TakeHistory(read); break;
            case LedgerEntry.Gauge gauge: _gauges.Read(gauge); break;
            case LedgerEntry.AtRest: Rest(); break;
            case LedgerEntry.Restarted: _serverLife++; break;
            default: throw new ArgumentException($"Nobody knows how to check {entry}.", nameof(entry));
        }
    }

    private void TakePublished(LedgerEntry.Published entry)
    {
        _events.Published(entry);
        if (entry is not { Outcome: PublishResult.Acked, Position: { } position }) return;
        _findings.Totals.Acked++;
        var book = Epoch(entry.Topic, position.Epoch);
        Topic(entry.Topic).Acked(book, entry.Start, entry.Id);
        book.AckedAt(entry.At);
        _publishers.Acked(entry, book, position.Offset);
        _events.Seen(book, position.Offset, entry.Id, KnownEvent.Publisher);
        book.NoteKey(entry.Key, position.Offset);
    }

    private void TakeSubscribed(LedgerEntry.Subscribed entry)
    {
        var reply = entry.Reply;
        var book = Epoch(reply.Topic, reply.Epoch);
        var place = new Place(entry.Subscriber, reply.Topic, reply.Epoch);
        _findings.Totals.Subscriptions++;
        if (reply.Recovered) _findings.Totals.Recovered++;
        else if (entry.Since is not null) _findings.Totals.Unrecovered++;
        if (Honesty.FindLie(entry, book, _options.Retained) is { } lie) _findings.Add(new Violation.Dishonest(place, lie));
        CheckHead(book, entry.Start, reply.Offset, place.ToString());
        var latest = reply.Recovered && entry.Since is { } since ? since.Offset : reply.Offset;
        var earliest = reply.Recovered ? latest : Math.Max(0, latest - (entry.Tail ?? 0));
        Subscriber(entry.Subscriber).Begin(new Segment(place, book, earliest, latest, entry.Conflated, _findings));
    }

    private void TakeDelivered(LedgerEntry.Delivered entry)
    {
        _findings.Totals.Deliveries++;
        var book = Epoch(entry.Topic, entry.Epoch);
        _events.Seen(book, entry.Offset, entry.Id, entry.Subscriber);
        book.NoteKey(entry.Key, entry.Offset);
        if (Subscriber(entry.Subscriber).Find(entry.Topic, $"event {entry.Id} at {entry.Offset}") is not { } segment) return;
        if (segment.Book == book) segment.Deliver(entry.Offset, entry.Key);
        else _findings.Add(new Violation.WrongEpoch(segment.Place, entry.Epoch, entry.Offset));
    }

    private void TakeGap(LedgerEntry.Gap entry)
    {
        _findings.Totals.Gaps++;
        if (Subscriber(entry.Subscriber).Find(entry.Topic, $"a gap ({entry.From}, {entry.To}]") is not { } segment) return;
        segment.TakeGap(entry.From, entry.To);
        if (_options.GapsAllowed) return;
        _findings.Add(new Violation.Dishonest(segment.Place, $"was told of a gap ({entry.From}, {entry.To}], '{entry.Reason}', although nobody may lose anything here"));
    }

    private void TakeConflating(LedgerEntry.Conflating entry)
    {
        if (Subscriber(entry.Subscriber).Find(entry.Topic, "an answer") is { } segment) segment.Conflate(entry.Conflated);
    }

    private void TakeDisconnected(LedgerEntry.Disconnected entry)
    {
        _findings.Totals.Disconnects++;
        Subscriber(entry.Subscriber).EndAll();
    }

    private void TakeHistory(LedgerEntry.HistoryRead entry)
    {
        // A topic that nobody has used yet has no epoch.
        if (entry.Head.Epoch.Length == 0) return;
        var book = Epoch(entry.Topic, entry.Head.Epoch);
        CheckHead(book, entry.Start, entry.Head.Offset, KnownEvent.NameOf(KnownEvent.History));
        HistoryCheck.Run(entry, book, _options.Retained, _findings);
        foreach (var item in entry.Events) _events.Seen(book, item.Offset, item.Id, KnownEvent.History);
    }

    /// <summary>A topic never ends before what was acknowledged before the question.</summary>
    private void CheckHead(EpochBook book, long askedAt, long head, string witness)
    {
        if (askedAt == 0) return;
        if (!book.Acked.TryGetBefore(askedAt, out var acked)) _findings.Totals.Unchecked++;
        else if (head < acked) _findings.Add(new Violation.AckedLost(book.Topic, book.Epoch, head, acked, witness));
    }

    private void Rest()
    {
        foreach (var segment in _subscribers.Values.SelectMany(subscriber => subscriber.Segments)) segment.Rest(Topic(segment.Place.Topic).Newest);
    }

    private EpochBook Epoch(string topic, string epoch) => Topic(topic).Epoch(epoch, _serverLife);

    private TopicBook Topic(string topic)
    {
        if (!_topics.TryGetValue(topic, out var book)) _topics[topic] = book = new TopicBook(topic, _options.Durable, _findings);
        return book;
    }

    private SubscriberBook Subscriber(int number)
    {
        if (!_subscribers.TryGetValue(number, out var book)) _subscribers[number] = book = new SubscriberBook(number, _findings);
        return book;
    }
}
