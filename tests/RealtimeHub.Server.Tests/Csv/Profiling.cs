using RealtimeHub.Server.Tasks.Csv;

namespace RealtimeHub.Server.Tests.Csv;

/// <summary>Profiles a text as a file is profiled.</summary>
internal static class Profiling
{
    public static CsvSummary OfCsv(string text, string delimiter = ",") => Of(CsvRows.Read(new StringReader(text), delimiter));

    public static CsvSummary OfJson(string text) => Of(NdjsonRows.Read(new StringReader(text)));

    public static ColumnSummary Column(this CsvSummary summary, string name) => Assert.Single(summary.Columns, column => column.Name == name);

    private static CsvSummary Of(IEnumerable<TableRow> rows)
    {
        var table = new TableProfile();
        foreach (var row in rows) table.Add(row);
        return table.Summarise(0);
    }
}
