namespace RealtimeHub.Ledger;

/// <summary>
/// What one subscriber got of one topic whose events are numbered 1, 2, 3 and so on. Small, so that there can be tens of
/// thousands: while all is well it is a few numbers, and only holes take memory. Not safe for several threads.
/// </summary>
/// <remarks>It judges <see cref="Promise.NoLoss"/> and <see cref="Promise.NoRepeat"/>; <see cref="LedgerChecker"/> judges all promises, with more memory.</remarks>
public sealed class SequenceLedger
{
    private SequenceHoles? _holes;

    /// <summary>The last number that is accounted for: the next event should be the one after it.</summary>
    public long Last { get; private set; }

    /// <summary>Events that came, repeats included.</summary>
    public long Received { get; private set; }

    /// <summary>Events that came again.</summary>
    public long Repeated { get; private set; }

    /// <summary>Events that came after a later one.</summary>
    public long OutOfOrder { get; private set; }

    /// <summary>Events that were announced as not coming.</summary>
    public long Announced { get; private set; }

    /// <summary>Events before <see cref="Last"/> that neither came nor were announced.</summary>
    public long Missing => _holes?.Count ?? 0;

    /// <summary>The subscription begins after this number.</summary>
    public void StartAfter(long sequence) => Last = sequence;

    /// <summary>An event came.</summary>
    public void Note(long sequence)
    {
        Received++;
        if (sequence == Last + 1) Last = sequence;
        else NoteUnexpected(sequence);
    }

    /// <summary>The next so many events are not coming, and the subscriber was told so.</summary>
    public void Announce(long events)
    {
        Announced += events;
        Last += events;
    }

    /// <summary>How many events up to this one have neither come nor been announced.</summary>
    public long MissingUpTo(long last) => Missing + Math.Max(0, last - Last);

    /// <summary>How often a promise was broken, when the topic ends with this number.</summary>
    /// <param name="promise">One of the two that it judges.</param>
    /// <param name="last">The number of the last event that was published.</param>
    public long Broken(Promise promise, long last) => promise switch
    {
        Promise.NoLoss => MissingUpTo(last),
        Promise.NoRepeat => Repeated + OutOfOrder,
        _ => throw new ArgumentOutOfRangeException(nameof(promise), promise, "This ledger does not judge it."),
    };

    private void NoteUnexpected(long sequence)
    {
        if (sequence > Last)
        {
            (_holes ??= new SequenceHoles()).Add(Last + 1, sequence - 1);
            Last = sequence;
        }
        else if (_holes is not null && _holes.TryFill(sequence))
        {
            OutOfOrder++;
        }
        else
        {
            Repeated++;
        }
    }
}
