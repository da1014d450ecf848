using System.Globalization;
using System.Text;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Runs;

namespace RealtimeHub.Load.Reports;

/// <summary>The table that the user sees at the end.</summary>
internal static class TextReport
{
    private const int NameWidth = 36;
    private const int ColumnWidth = 14;

    public static string Write(IReadOnlyList<RunResult> runs)
    {
        var servers = runs.GroupBy(run => run.Server).ToArray();
        var text = new StringBuilder();
        string[] titles = servers.Length == 2 ? [servers[0].Key, servers[1].Key, "ratio"] : [servers[0].Key];
        AddRow(text, servers[0].Count() > 1 ? $"median of {servers[0].Count()} runs" : "", titles);
        foreach (var figure in Figure.All)
        {
            double[] medians = [.. servers.Select(figure.MedianOf)];
            IEnumerable<string> columns = medians.Select(figure.Show);
            if (medians.Length == 2) columns = columns.Append(Ratio(medians[0], medians[1]));
            AddRow(text, figure.Name, columns);
        }

        foreach (var run in runs.Where(run => run.Faults.Any)) text.AppendLine().Append(Explain(run.Server, run.Faults));
        return text.ToString();
    }

    private static void AddRow(StringBuilder text, string name, IEnumerable<string> columns)
    {
        text.Append("  ").Append(name.PadRight(NameWidth));
        foreach (var column in columns) text.Append(column.PadLeft(ColumnWidth));
        text.AppendLine();
    }

    private static string Ratio(double first, double second) =>
        second == 0 ? "" : (first / second).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Explain(string server, Faults faults) => string.Create(CultureInfo.InvariantCulture,
        $"  {server}: {faults.Lost:N0} lost, {faults.Repeated:N0} repeated, {faults.OutOfOrder:N0} out of order, {faults.Gaps:N0} gap notices, "
        + $"{faults.Unpublished:N0} not published, {faults.BrokenConnections:N0} broken connections{(faults.FirstFailure is null ? "" : $" ({faults.FirstFailure})")}");
}
