using RealtimeHub.Ledger;
using RealtimeHub.Ledger.Files;

namespace ClusterTests.Support;

/// <summary>What everybody saw in a run, judged as it is written; kept in a file, too, where somebody wants to look into it.</summary>
internal sealed class RunLedger : ILedger, IDisposable
{
    /// <summary>Set to a folder to keep the ledgers of all runs there.</summary>
    private const string FolderVariable = "REALTIMEHUB_LEDGERS";

    private readonly LedgerChecker _checker = new(new CheckerOptions { Retained = TestCluster.Retained, GapsAllowed = false });
    private readonly LedgerFileWriter? _file;

    public RunLedger(string name)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder) _file = new LedgerFileWriter(Path.Combine(folder, $"{name}.ndjson"));
    }

    public void Record(LedgerEntry entry)
    {
        _checker.Record(entry);
        _file?.Record(entry);
    }

    public LedgerReport Snapshot() => _checker.Snapshot();

    public LedgerReport Finish() => _checker.Finish();

    public void Dispose() => _file?.Dispose();
}
