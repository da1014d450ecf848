namespace RealtimeHub.Load.Reports;

/// <summary>Several runs side by side. Runs of the same server and scenario are rounds of one: they give a median and a spread.</summary>
/// <param name="Servers">In the order in which they came; all others are compared with the first.</param>
internal sealed record Comparison(IReadOnlyList<ComparedServer> Servers)
{
    /// <param name="reports">At least one.</param>
    public static Comparison Of(IEnumerable<RunReport> reports)
    {
        var list = reports.ToList();
        var hasOneScenario = list.Select(report => report.Scenario).Distinct().Count() == 1;
        return new Comparison([.. list
            .GroupBy(report => hasOneScenario ? report.Server : $"{report.Server}: {report.Scenario}")
            .Select(group => new ComparedServer(group.Key, [.. group]))]);
    }
}

/// <summary>All rounds of one server.</summary>
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
