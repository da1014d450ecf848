using System.Text.Json.Serialization;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ledger;

/// <summary>
/// One thing that a publisher, a subscriber or an observer saw. Everybody writes what they saw in the order in which they saw it;
/// between two of them no order is needed.
/// </summary>
/// <param name="At">When: the timestamp of a monotonic clock that all writers of a ledger share, in any unit.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "what")]
[JsonDerivedType(typeof(Published), "published")]
[JsonDerivedType(typeof(Connected), "connected")]
[JsonDerivedType(typeof(Subscribed), "subscribed")]
[JsonDerivedType(typeof(Delivered), "delivered")]
[JsonDerivedType(typeof(Gap), "gap")]
[JsonDerivedType(typeof(Conflating), "conflating")]
[JsonDerivedType(typeof(Unsubscribed), "unsubscribed")]
[JsonDerivedType(typeof(Disconnected), "disconnected")]
[JsonDerivedType(typeof(HistoryRead), "historyRead")]
[JsonDerivedType(typeof(Gauge), "gauge")]
[JsonDerivedType(typeof(AtRest), "atRest")]
[JsonDerivedType(typeof(Restarted), "restarted")]
public abstract record LedgerEntry(long At)
{
    /// <summary>A publish call ended.</summary>
    /// <param name="At">When it ended.</param>
    /// <param name="Id">What is in the event's data.</param>
    /// <param name="Topic">Where it was sent.</param>
    /// <param name="Start">When the call began; of a retry with an idempotency key, when the first one began.</param>
    /// <param name="Outcome">What the publisher knows.</param>
    /// <param name="Position">Where the event stands, when it was acknowledged.</param>
    /// <param name="Key">What the event is about, for conflation.</param>
    /// <param name="IdempotencyKey">What makes a retry safe.</param>
    public sealed record Published(
        long At, PubId Id, string Topic, long Start, PublishResult Outcome, StreamPosition? Position = null,
        string? Key = null, string? IdempotencyKey = null) : LedgerEntry(At);

    /// <param name="At">When.</param>
    /// <param name="Subscriber">A number that stays the same over all connections of the subscriber.</param>
    /// <param name="Allowed">The topics that it may read; null for all.</param>
    public sealed record Connected(long At, int Subscriber, IReadOnlyList<string>? Allowed = null) : LedgerEntry(At);

    /// <summary>A subscribe call was answered.</summary>
    /// <param name="At">When it was answered: before anything that is delivered.</param>
    /// <param name="Subscriber">Who.</param>
    /// <param name="Start">When the call began; 0 when the subscriber does not know.</param>
    /// <param name="Reply">The answer.</param>
    /// <param name="Since">The position that was asked for.</param>
    /// <param name="Tail">How many of the newest events were asked for.</param>
    /// <param name="Conflated">Whether only the newest event per key was asked for.</param>
    public sealed record Subscribed(
        long At, int Subscriber, long Start, SubscribeReply Reply, StreamPosition? Since = null, int? Tail = null, bool Conflated = false)
        : LedgerEntry(At);

    /// <summary>An event came. The epoch is the one that the subscriber believes in.</summary>
    public sealed record Delivered(long At, int Subscriber, string Topic, string Epoch, long Offset, PubId Id, string? Key = null) : LedgerEntry(At);

    /// <summary>The server told that the offsets after <paramref name="From"/> up to <paramref name="To"/> are not coming.</summary>
    public sealed record Gap(long At, int Subscriber, string Topic, long From, long To, string Reason) : LedgerEntry(At);

    /// <summary>A live subscription changed. Write it when it is asked for, if to conflated; when it is answered, if to all events.</summary>
    public sealed record Conflating(long At, int Subscriber, string Topic, bool Conflated) : LedgerEntry(At);

    /// <summary>The subscription has ended: the call was answered, or the server ended it with a code.</summary>
    public sealed record Unsubscribed(long At, int Subscriber, string Topic, int? Code = null) : LedgerEntry(At);

    /// <summary>The connection has ended, with the code that the server told, if it told one.</summary>
    public sealed record Disconnected(long At, int Subscriber, int? Code = null) : LedgerEntry(At);

    /// <summary>A page of a topic's history, in the order in which it came.</summary>
    /// <param name="At">When it came.</param>
    /// <param name="Start">When it was asked for.</param>
    /// <param name="Topic">The topic.</param>
    /// <param name="Head">Where the topic stood.</param>
    /// <param name="After">The offset after which it was read.</param>
    /// <param name="Reverse">Whether the newest comes first.</param>
    /// <param name="Events">What it held.</param>
    public sealed record HistoryRead(
        long At, long Start, string Topic, StreamPosition Head, long After, bool Reverse, IReadOnlyList<HistoryEvent> Events) : LedgerEntry(At);

    /// <summary>What the server says that it holds, and what a walk over everything found, while nothing happens.</summary>
    public sealed record Gauge(long At, string Name, long Value, long Walked) : LedgerEntry(At);

    /// <summary>Nothing is published any more, and the time that subscribers have to catch up is over.</summary>
    public sealed record AtRest(long At) : LedgerEntry(At);

    /// <summary>The server has ended and begun again.</summary>
    public sealed record Restarted(long At) : LedgerEntry(At);
}

/// <summary>What a publisher knows of an event that it sent.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PublishResult>))]
public enum PublishResult
{
    /// <summary>The server said where it stands.</summary>
    Acked,

    /// <summary>The server refused it: nobody may ever get it.</summary>
    Failed,

    /// <summary>No answer came: it may be there or not.</summary>
    Unknown,
}

/// <summary>One event of a page of history.</summary>
public readonly record struct HistoryEvent(long Offset, PubId Id);
