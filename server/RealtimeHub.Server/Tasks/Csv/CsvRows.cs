using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using RealtimeHub.Server.Sources.Replay;
using RealtimeHub.Tasks;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>Reads a CSV file: its first line names the columns, and a field in quotes may have commas, quotes and line breaks in it.</summary>
internal static class CsvRows
{
    private const int MaxField = 1_024 * 1_024;
    private const int MaxColumns = 10_000;

    /// <summary>All rows share one list of fields, which is valid until the next one is read: a large file would leave as much garbage as it has bytes, and everybody in the process waits while that is collected.</summary>
    /// <exception cref="TaskFailedException">There are too many columns, or a row is too long to be kept.</exception>
    public static IEnumerable<TableRow> Read(TextReader text, string delimiter)
    {
        var isBad = false;
        using var rows = new BoundedRows(text, delimiter[0]);
        using var csv = new CsvParser(rows, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, BadDataFound = _ => isBad = true, MaxFieldSize = MaxField }, leaveOpen: true);
        if (NamesOf(csv) is not { } names) yield break;
        var fields = new KeyValuePair<string, string?>[names.Count];
        while (true)
        {
            isBad = false;
            rows.RowEnded();
            var count = Next(csv, names, fields, out var problem);
            if (problem is not null) yield return TableRow.Unreadable(csv.RawRow, problem);
            if (count is null) yield break;
            if (isBad) yield return TableRow.Unreadable(csv.RawRow, "a quote stands where none may be");
            else if (count != names.Count) yield return TableRow.Unreadable(csv.RawRow, $"it has {count} fields instead of {names.Count}");
            else yield return new TableRow(csv.RawRow, fields, null);
        }
    }

    /// <returns>Null when there is nothing in the file.</returns>
    private static IReadOnlyList<string>? NamesOf(CsvParser csv)
    {
        if (Next(csv, [], [], out _) is not { } count) return null;
        return count <= MaxColumns
            ? new CsvColumns(csv.Record!).Names
            : throw new TaskFailedException("badFile", $"the file has {count:N0} columns, more than {MaxColumns:N0}");
    }

    /// <returns>How many fields the next row has; nothing at the end of the file, which an unclosed quote brings about early.</returns>
    private static int? Next(CsvParser csv, IReadOnlyList<string> names, KeyValuePair<string, string?>[] fields, out string? problem)
    {
        problem = null;
        try
        {
            if (!csv.Read()) return null;
            for (var i = 0; i < csv.Count; i++)
            {
                // Those that are too many are read, too: only then is it known whether a quote is wrong.
                var field = csv[i];
                if (i < fields.Length) fields[i] = KeyValuePair.Create(names[i], (string?)field);
            }

            return csv.Count;
        }
        catch (MaxFieldSizeException)
        {
            problem = $"a field is longer than {MaxField:N0} characters, or its quote is never closed; the rest of the file is not read";
            return null;
        }
    }
}
