using System.Globalization;
using System.Text;
using RealtimeHub.Load.Runs;

namespace RealtimeHub.Load.Reports;

/// <summary>The table that the user sees at the end.</summary>
internal static class TextReport
{
    public static string Write(IReadOnlyList<RunResult> runs)
    {
        var servers = runs.GroupBy(run => run.Server).ToArray();
        var text = new StringBuilder();
        var table = new Table();
        string[] titles = servers.Length == 2 ? [servers[0].Key, servers[1].Key, "ratio"] : [servers[0].Key];
        table.Add(servers[0].Count() > 1 ? $"median of {servers[0].Count()} runs" : "", titles);
        foreach (var figure in RunFigures.All)
        {
            double[] medians = [.. servers.Select(figure.MedianOf)];
            IEnumerable<string> columns = medians.Select(figure.Show);
            if (medians.Length == 2) columns = columns.Append(Ratio(medians[0], medians[1]));
            table.Add(figure.Name, columns);
        }

        text.Append(table.ToText());
        foreach (var run in runs.Where(run => run.Faults.Any)) text.AppendLine().Append(FaultText.Explain(run.Server, run.Faults));
        return text.ToString();
    }

    private static string Ratio(double first, double second) =>
        second == 0 ? "" : (first / second).ToString("0.00", CultureInfo.InvariantCulture);
}
