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

    private static readonly string TooLong = $"a field is longer than {MaxField:N0} characters, or its quote is never closed";

    /// <summary>All rows share one list of fields, which is valid until the next one is read: a large file would leave as much garbage as it has bytes, and everybody in the process waits while that is collected.</summary>
    /// <exception cref="TaskFailedException">The names of the columns cannot be read, or are too many, or a row is too long to be kept.</exception>
    public static IEnumerable<TableRow> Read(TextReader text, string delimiter)
    {
        var (isBad, folded) = (false, 0);
        using var rows = new BoundedRows(text, delimiter[0]);
        using var csv = new CsvParser(rows, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, BadDataFound = _ => isBad = true, MaxFieldSize = MaxField }, leaveOpen: true);
        if (NamesOf(csv) is not { } names) yield break;
        if (IsOpen()) throw BadFile("a quote in its first line is never closed");
        var fields = new KeyValuePair<string, string?>[names.Count];
        while (true)
        {
            (isBad, folded) = (false, Folded(csv));
            rows.RowEnded();
            var (count, isTooLong) = Next(csv, names, fields);
            if (isTooLong) yield return TableRow.Unreadable(csv.RawRow, $"{TooLong}; the rest of the file is not read") with { IsLast = true };
            if (count is null) yield break;
            if (IsOpen()) yield return TableRow.Unreadable(csv.RawRow, "a quote is never closed; the rest of the file is not read") with { IsLast = true };
            else if (isBad) yield return TableRow.Unreadable(csv.RawRow, "a quote stands where none may be");
            else if (count != names.Count) yield return TableRow.Unreadable(csv.RawRow, $"it has {count} fields instead of {names.Count}");
            else yield return new TableRow(csv.RawRow, fields, null);
        }

        // The parser takes all rows up to the end of the file for a field then: the last one, with the line breaks in it.
        bool IsOpen() => isBad && rows.HasEnded && Folded(csv) > folded && csv[csv.Count - 1].AsSpan().ContainsAny('\n', '\r');
    }

    /// <returns>How many line breaks there were within rows.</returns>
    private static int Folded(CsvParser csv) => csv.RawRow - csv.Row;

    /// <returns>Null when there is nothing in the file.</returns>
    private static IReadOnlyList<string>? NamesOf(CsvParser csv)
    {
        var (count, isTooLong) = Next(csv, [], []);
        if (isTooLong) throw BadFile($"in its first line {TooLong}");
        if (count > MaxColumns) throw BadFile($"it has {count:N0} columns, more than {MaxColumns:N0}");
        return count is null ? null : new CsvColumns(csv.Record!).Names;
    }

    /// <returns>How many fields the next row has; nothing at the end of the file, and where a field is too long to be kept: behind it nothing can be read.</returns>
    private static (int? Count, bool IsTooLong) Next(CsvParser csv, IReadOnlyList<string> names, KeyValuePair<string, string?>[] fields)
    {
        try
        {
            if (!csv.Read()) return (null, false);
            for (var i = 0; i < csv.Count; i++)
            {
                // Those that are too many are read, too: only then is it known whether a quote is wrong.
                var field = csv[i];
                if (i < fields.Length) fields[i] = KeyValuePair.Create(names[i], (string?)field);
            }

            return (csv.Count, false);
        }
        catch (MaxFieldSizeException)
        {
            return (null, true);
        }
    }

    private static TaskFailedException BadFile(string problem) => new("badFile", $"the file cannot be read: {problem}");
}
