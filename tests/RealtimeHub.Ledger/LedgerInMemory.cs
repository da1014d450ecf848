namespace RealtimeHub.Ledger;

/// <summary>Keeps all entries, for short runs that are looked at more than once.</summary>
public sealed class LedgerInMemory : ILedger
{
    private readonly Lock _gate = new();
    private readonly List<LedgerEntry> _entries = [];

    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    public void Record(LedgerEntry entry)
    {
        lock (_gate) _entries.Add(entry);
    }
}
