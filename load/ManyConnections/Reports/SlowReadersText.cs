using System.Globalization;
using System.Text;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Runs;

namespace RealtimeHub.Load.Reports;

/// <summary>The tables at the end of a run with slow readers, for the terminal and for the documentation.</summary>
internal static class SlowReadersText
{
    public static string ForTerminal(SlowReadersOptions options, IReadOnlyList<SlowReadersResult> runs)
    {
        var text = new StringBuilder();
        foreach (var table in Tables(options, runs)) text.AppendLine(table.ToText());
        foreach (var run in runs.Where(run => run.Faults.Any)) text.AppendLine(FaultText.Explain(run.Server, run.Faults));
        return text.ToString();
    }

    public static string ForDocs(SlowReadersOptions options, IReadOnlyList<SlowReadersResult> runs) =>
        string.Join('\n', Tables(options, runs).Select(table => table.ToMarkdown()));

    private static IEnumerable<Table> Tables(SlowReadersOptions options, IReadOnlyList<SlowReadersResult> runs)
    {
        yield return TableOf(Text($"{options.Healthy:N0} healthy clients"), SlowReadersFigures.OfTheHealthy, runs);
        if (options.SlowNever > 0)
            yield return TableOf(Text($"the {options.SlowNever:N0} that do not read"), SlowReadersFigures.OfThoseThatNeverRead, runs);
        if (options.SlowCount > 0)
            yield return TableOf(Text($"the {options.SlowCount:N0} that read {options.SlowRate:N0} bytes/s"), SlowReadersFigures.OfThoseThatReadSlowly, runs);
    }

    private static Table TableOf(string title, IEnumerable<Figure<SlowReadersResult>> figures, IReadOnlyList<SlowReadersResult> runs)
    {
        var servers = runs.GroupBy(run => run.Server).ToArray();
        var table = new Table();
        table.Add(title, servers.Select(server => ServerNames.Of(server.Key)));
        foreach (var figure in figures) table.Add(figure.Name, servers.Select(server => figure.Show(figure.MedianOf(server))));
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
