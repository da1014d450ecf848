using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// How far a topic was received. Decides what is new, what is a repeat, and what was lost. Not safe for several threads.
/// </summary>
internal sealed class Cursor
{
    private readonly string _topic;

    // After a reply whose first event may lie anywhere above the position: the log can hold less than the asked tail.
    private bool _startIsOpen;

    public Cursor(string topic, StreamPosition? start = null) => (_topic, Position) = (topic, start);

    /// <summary>The last offset received, or given up; <see langword="null"/> before the first reply.</summary>
    public StreamPosition? Position { get; private set; }

    /// <summary>Takes the answer to a Subscribe that asked to continue at <see cref="Position"/>.</summary>
    /// <returns>What was lost, if anything was.</returns>
    public Missed? Start(SubscribeReply reply, int? tail)
    {
        var known = Position;
        _startIsOpen = false;
        if (known is not null && reply.Recovered)
        {
            Position = known with { Epoch = reply.Epoch };
            return null;
        }

        _startIsOpen = tail > 0;
        Position = new StreamPosition(reply.Epoch, Math.Max(0, reply.Offset - (tail ?? 0)));
        return known is null ? null : new Missed(_topic, known.Offset, Position.Offset, Missed.ParseReason(reply.Reason));
    }

    /// <summary>Takes an event.</summary>
    /// <param name="offset">The event's offset.</param>
    /// <param name="missed">Offsets before it that were neither delivered nor announced as lost.</param>
    /// <returns><see langword="false"/> for a repeat.</returns>
    public bool Accept(long offset, out Missed? missed)
    {
        missed = null;
        if (Position is not { } position || offset <= position.Offset)
        {
            return false;
        }

        if (offset > position.Offset + 1 && !_startIsOpen)
        {
            missed = new Missed(_topic, position.Offset, offset - 1, MissedReason.Unknown);
        }

        _startIsOpen = false;
        Position = position with { Offset = offset };
        return true;
    }

    /// <summary>Takes a notice that offsets (from, to] are not coming.</summary>
    /// <returns>The part of it that is news, if any is.</returns>
    public Missed? Skip(long from, long to, MissedReason reason)
    {
        if (Position is not { } position || to <= position.Offset)
        {
            return null;
        }

        _startIsOpen = false;
        Position = position with { Offset = to };
        return new Missed(_topic, Math.Max(from, position.Offset), to, reason);
    }
}
