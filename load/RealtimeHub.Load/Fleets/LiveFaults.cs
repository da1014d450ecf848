using RealtimeHub.Ledger;

namespace RealtimeHub.Load.Fleets;

/// <summary>Counts what is wrong while events still come, so that nobody has to look at every subscriber for it. May be used by any thread.</summary>
internal sealed class LiveFaults
{
    private long _missing;
    private long _faults;

    /// <summary>Events that did not come although a later one did. Those that come after all are out of order then.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>Events that came again or out of order, and connections that broke.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>Has the ledger of a healthy subscriber note an event.</summary>
    public void Note(SequenceLedger ledger, long sequence)
    {
        if (sequence == ledger.Last + 1)
        {
            ledger.Note(sequence);
            return;
        }

        var (missing, faults) = (ledger.Missing, FaultsOf(ledger));
        ledger.Note(sequence);
        Interlocked.Add(ref _missing, ledger.Missing - missing);
        Interlocked.Add(ref _faults, FaultsOf(ledger) - faults);
    }

    /// <summary>A healthy subscriber lost events that no mark will show.</summary>
    public void Lost(long events) => Interlocked.Add(ref _missing, events);

    public void Broke() => Interlocked.Increment(ref _faults);

    private static long FaultsOf(SequenceLedger ledger) => ledger.Repeated + ledger.OutOfOrder;
}
