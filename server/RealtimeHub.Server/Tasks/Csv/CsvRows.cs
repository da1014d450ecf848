using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using RealtimeHub.Server.Sources.Replay;

namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>Reads a CSV file: its first line names the columns, and a field in quotes may have commas, quotes and line breaks in it.</summary>
internal static class CsvRows
{
    private const int MaxField = 1_024 * 1_024;

    public static IEnumerable<TableRow> Read(TextReader text, string delimiter)
    {
        var isBad = false;
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, BadDataFound = _ => isBad = true, MaxFieldSize = MaxField }, leaveOpen: true);
        if (Next(csv, out _) is not { } header) yield break;
        var names = new CsvColumns(header).Names;
        while (true)
        {
            isBad = false;
            var fields = Next(csv, out var problem);
            if (problem is not null) yield return TableRow.Unreadable(csv.RawRow, problem);
            if (fields is null) yield break;
            if (isBad) yield return TableRow.Unreadable(csv.RawRow, "a quote stands where none may be");
            else if (fields.Length != names.Count) yield return TableRow.Unreadable(csv.RawRow, $"it has {fields.Length} fields instead of {names.Count}");
            else yield return new TableRow(csv.RawRow, [.. names.Zip(fields, (name, field) => KeyValuePair.Create(name, (string?)field))], null);
        }
    }

    /// <returns>The fields of the next row; nothing at the end of the file, which an unclosed quote brings about early.</returns>
    private static string[]? Next(CsvParser csv, out string? problem)
    {
        problem = null;
        try
        {
            return csv.Read() ? csv.Record : null;
        }
        catch (MaxFieldSizeException)
        {
            problem = $"a field is longer than {MaxField:N0} characters, or its quote is never closed; the rest of the file is not read";
            return null;
        }
    }
}
