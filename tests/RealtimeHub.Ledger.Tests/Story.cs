using RealtimeHub.Contracts;

namespace RealtimeHub.Ledger.Tests;

/// <summary>A ledger written by hand. Each entry takes one tick of the clock; all is about the topic <c>news</c> in epoch <c>e</c> unless told otherwise.</summary>
internal sealed class Story
{
    private readonly List<LedgerEntry> _entries = [];

    public CheckerOptions Options { get; init; } = new() { Retained = 100 };

    private long Now => _entries.Count * 10;

    /// <summary>Events of publisher 1 with the given offsets; their sequence is their offset.</summary>
    public Story Acked(params long[] offsets)
    {
        foreach (var offset in offsets) Published(offset, offset);
        return this;
    }

    public Story Published(long sequence, long offset, string topic = "news", string epoch = "e", string? key = null, string? idempotencyKey = null) =>
        Add(new LedgerEntry.Published(
            Now, new PubId(1, sequence), topic, Now - 5, PublishResult.Acked, new StreamPosition(epoch, offset), key, idempotencyKey));

    public Story Unanswered(long sequence, PublishResult result) =>
        Add(new LedgerEntry.Published(Now, new PubId(1, sequence), "news", Now - 5, result));

    public Story Connected(int subscriber = 1, string[]? allowed = null) => Add(new LedgerEntry.Connected(Now, subscriber, allowed));

    public Story Subscribed(
        long head, long? since = null, bool recovered = false, string? reason = null, int? tail = null, bool conflated = false,
        int subscriber = 1, string epoch = "e", string sinceEpoch = "e") =>
        Add(new LedgerEntry.Subscribed(
            Now, subscriber, Now - 5, new SubscribeReply { Topic = "news", Epoch = epoch, Offset = head, Recovered = recovered, Reason = reason },
            since is { } offset ? new StreamPosition(sinceEpoch, offset) : null, tail, conflated));

    /// <summary>Deliveries of the events whose sequence is their offset.</summary>
    public Story Got(params long[] offsets)
    {
        foreach (var offset in offsets) GotEvent(offset, offset);
        return this;
    }

    public Story GotEvent(long sequence, long offset, string topic = "news", string epoch = "e", string? key = null, int subscriber = 1) =>
        Add(new LedgerEntry.Delivered(Now, subscriber, topic, epoch, offset, new PubId(1, sequence), key));

    public Story Gap(long from, long to, string reason = GapReasons.Slow) => Add(new LedgerEntry.Gap(Now, 1, "news", from, to, reason));

    public Story Unsubscribed() => Add(new LedgerEntry.Unsubscribed(Now, 1, "news"));

    public Story Disconnected() => Add(new LedgerEntry.Disconnected(Now, 1));

    public Story Conflating(bool conflated) => Add(new LedgerEntry.Conflating(Now, 1, "news", conflated));

    public Story Read(long head, bool reverse = false, long after = 0, string epoch = "e", params long[] offsets) =>
        Add(new LedgerEntry.HistoryRead(
            Now, Now - 5, "news", new StreamPosition(epoch, head), after, reverse, [.. offsets.Select(o => new HistoryEvent(o, new PubId(1, o)))]));

    public Story Gauge(string name, long value, long walked) => Add(new LedgerEntry.Gauge(Now, name, value, walked));

    public Story AtRest() => Add(new LedgerEntry.AtRest(Now));

    public Story Restarted() => Add(new LedgerEntry.Restarted(Now));

    public void IsFine() => Assert.Empty(LedgerChecker.Check(_entries, Options).Violations);

    /// <summary>Exactly one promise was broken, in this way.</summary>
    public TViolation Breaks<TViolation>()
        where TViolation : Violation =>
        Assert.IsType<TViolation>(Assert.Single(LedgerChecker.Check(_entries, Options).Violations));

    private Story Add(LedgerEntry entry)
    {
        _entries.Add(entry);
        return this;
    }
}
