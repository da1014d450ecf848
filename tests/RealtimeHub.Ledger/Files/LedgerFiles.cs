using System.Text.Json;

namespace RealtimeHub.Ledger.Files;

/// <summary>Reads ledgers from files.</summary>
public static class LedgerFiles
{
    /// <summary>
    /// The entries of several files by their time, so that a checker sees what happened at about the same moment together.
    /// Holds one line of each file in memory.
    /// </summary>
    public static IEnumerable<LedgerEntry> Read(params IReadOnlyList<string> paths)
    {
        var files = new List<IEnumerator<LedgerEntry>>();
        try
        {
            var next = new PriorityQueue<IEnumerator<LedgerEntry>, (long At, int File)>();
            foreach (var path in paths)
            {
                files.Add(ReadOne(path).GetEnumerator());
                if (files[^1].MoveNext()) next.Enqueue(files[^1], (files[^1].Current.At, files.Count));
            }

            while (next.TryDequeue(out var file, out var place))
            {
                yield return file.Current;
                if (file.MoveNext()) next.Enqueue(file, (file.Current.At, place.File));
            }
        }
        finally
        {
            foreach (var file in files) file.Dispose();
        }
    }

    private static IEnumerable<LedgerEntry> ReadOne(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            yield return JsonSerializer.Deserialize<LedgerEntry>(line, LedgerLines.Options)
                ?? throw new InvalidDataException($"Line {number} of {path} is no entry of a ledger.");
        }
    }
}
