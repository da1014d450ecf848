namespace RealtimeHub.Load.Reports;

/// <summary>Several runs side by side.</summary>
/// <param name="Servers">The columns, in the order in which they came; all others are compared with the first.</param>
internal sealed record Comparison(IReadOnlyList<ComparedServer> Servers)
{
    /// <summary>Each run is a column of its own: the same server before and after a change, or several servers.</summary>
    /// <param name="files">At least one.</param>
    public static Comparison OfRuns(IReadOnlyList<ReportFile> files) =>
        new([.. files.Zip(ColumnNames.OfRuns(files), (file, name) => new ComparedServer(name, [file.Report]))]);

    /// <summary>Runs of the same server, scenario and plan are rounds of one: they share a column, with a median and a spread.</summary>
    /// <param name="files">At least one.</param>
    public static Comparison OfRounds(IReadOnlyList<ReportFile> files)
    {
        List<List<RunReport>> groups = [.. files.Select(file => file.Report)
            .GroupBy(report => (report.Server, report.Scenario, PlanKey.Of(report.Plan))).Select(group => group.ToList())];
        return new([.. groups.Zip(ColumnNames.OfRounds([.. groups.Select(group => group[0])]), (rounds, name) => new ComparedServer(name, rounds))]);
    }
}

/// <summary>A report, and the file that it was read from as its user named it.</summary>
internal sealed record ReportFile(string File, RunReport Report);

/// <summary>A column: one run, or all rounds of one.</summary>
internal sealed record ComparedServer(string Name, IReadOnlyList<RunReport> Rounds)
{
    /// <summary>Null when no round has the figure.</summary>
    public Spread? Of(Func<RunReport, double?> figure)
    {
        double[] values = [.. Rounds.Select(figure).OfType<double>().Order()];
        if (values.Length == 0) return null;
        var middle = values.Length / 2;
        var median = values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        return new Spread(median, values[0], values[^1]);
    }

    /// <summary>The round that stands for all where only one can be drawn: the one with the median p99.</summary>
    public RunReport Typical => Rounds.OrderBy(report => report.Latency.P99).ElementAt(Rounds.Count / 2);
}

/// <summary>What several rounds gave.</summary>
internal sealed record Spread(double Median, double Low, double High);
