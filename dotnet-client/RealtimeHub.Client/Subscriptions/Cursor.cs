using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// How far a topic was received: lets every event through once, and names what is lost. Not safe for several threads.
/// Shared with the browser client by tests/protocol-vectors/cursor.json.
/// </summary>
internal sealed class Cursor
{
    private readonly string _topic;
    private readonly int _tail;

    // The head at the time of a reply after which a tail is still owed; until its first event the position stands at the tail's start.
    // If the connection breaks before that, the tail is asked for again. Losing it is no loss of events: none were promised before this head.
    private long? _owedHead;

    public Cursor(string topic, StreamPosition? since = null, int? tail = null) =>
        (_topic, Position, _tail) = (topic, since, tail ?? 0);

    /// <summary>Whether the server leaves out what newer events replaced: offsets then jump, as the application wished.</summary>
    public bool Conflated { get; set; }

    /// <summary>The position to continue after; <see langword="null"/> before the first reply, unless one was given.</summary>
    public StreamPosition? Position { get; private set; }

    /// <summary>Takes the answer to a Subscribe that asked for <see cref="Position"/>.</summary>
    /// <returns>What was lost since then.</returns>
    public Missed? Reply(SubscribeAnswer reply)
    {
        var asked = Position;
        if (asked is not null && reply.Recovered)
        {
            Position = asked with { Epoch = reply.Epoch };
            return null;
        }

        var from = _owedHead ?? asked?.Offset ?? 0;
        var sameEpoch = asked?.Epoch == reply.Epoch;
        var nothingLost = asked is null || (_owedHead is not null && sameEpoch && from >= reply.Offset);

        // A namespace may give a tail to those who ask for none: the reply says where it begins.
        Position = new StreamPosition(reply.Epoch, reply.From ?? Math.Max(0, reply.Offset - _tail));
        _owedHead = _tail > 0 || reply.From is not null ? reply.Offset : null;
        return nothingLost ? null : new Missed(_topic, from, reply.Offset, ReasonOf(reply, sameEpoch));
    }

    /// <summary>Takes an event.</summary>
    /// <param name="offset">The event's offset.</param>
    /// <param name="skipped">Offsets before it that were neither delivered nor announced as lost, and should have been.</param>
    /// <returns><see langword="false"/> for a repeat, which is to be dropped.</returns>
    public bool Event(long offset, out Missed? skipped)
    {
        skipped = null;
        if (Position is not { } position || offset <= position.Offset)
        {
            return false;
        }

        if (offset > position.Offset + 1 && !MayJump)
        {
            skipped = new Missed(_topic, position.Offset, offset - 1, MissedReason.Unknown);
        }

        MoveTo(position, offset);
        return true;
    }

    /// <summary>Takes a notice that offsets (from, to] are not coming.</summary>
    /// <returns>What is news in it; a hole between the cursor and the notice belongs to it.</returns>
    public Missed? Gap(long from, long to, MissedReason reason)
    {
        if (Position is not { } position || to <= position.Offset)
        {
            return null;
        }

        var start = MayJump ? Math.Max(from, position.Offset) : position.Offset;
        MoveTo(position, to);
        return new Missed(_topic, start, to, reason);
    }

    /// <summary>Whether what comes next may lie anywhere: a log may also hold less than the tail that was asked for.</summary>
    private bool MayJump => Conflated || _owedHead is not null;

    private static MissedReason ReasonOf(SubscribeAnswer reply, bool sameEpoch) =>
        Missed.ParseReason(reply.Reason) is var reason and not MissedReason.Unknown ? reason
        : sameEpoch ? MissedReason.TooOld
        : MissedReason.EpochChanged;

    private void MoveTo(StreamPosition position, long offset)
    {
        Position = position with { Offset = offset };
        _owedHead = null;
    }
}
