namespace RealtimeHub.Ledger;

/// <summary>Where publishers and subscribers write what they saw. Safe to call from many threads at once.</summary>
public interface ILedger
{
    void Record(LedgerEntry entry);
}
