using System.Text.Json;

namespace RealtimeHub.Ledger.Files;

/// <summary>Writes a ledger to a file: a line of JSON for each entry.</summary>
public sealed class LedgerFileWriter : ILedger, IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;

    public LedgerFileWriter(string path) => _file = new StreamWriter(path) { NewLine = "\n" };

    public void Record(LedgerEntry entry)
    {
        var line = JsonSerializer.Serialize(entry, LedgerLines.Options);
        lock (_gate) _file.WriteLine(line);
    }

    public void Dispose() => _file.Dispose();
}
