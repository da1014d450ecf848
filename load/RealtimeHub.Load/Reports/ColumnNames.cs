namespace RealtimeHub.Load.Reports;

/// <summary>What the columns of a comparison are called: the server, and as much more as tells them apart.</summary>
internal static class ColumnNames
{
    /// <summary>Runs of one server are told apart by their files.</summary>
    public static IReadOnlyList<string> OfRuns(IReadOnlyList<ReportFile> files)
    {
        var servers = Servers([.. files.Select(file => file.Report)]);
        string[] names = [.. files.Select(file => Path.GetFileNameWithoutExtension(file.File))];
        if (names.Distinct().Count() < names.Length) names = [.. files.Select(file => file.File)];
        return [.. servers.Select((server, i) => servers.Count(other => other == server) == 1 ? server : $"{server}: {names[i]}")];
    }

    /// <summary>Runs of one server that are no rounds of one are told apart by what differs in their plans.</summary>
    /// <param name="reports">One of each column.</param>
    public static IReadOnlyList<string> OfRounds(IReadOnlyList<RunReport> reports)
    {
        var servers = Servers(reports);
        var names = servers.ToArray();
        foreach (var same in Enumerable.Range(0, names.Length).GroupBy(i => servers[i]).Select(group => group.ToList()).Where(group => group.Count > 1))
        {
            var differences = PlanKey.Differences([.. same.Select(i => reports[i].Plan)]);
            for (var i = 0; i < same.Count; i++) names[same[i]] = $"{servers[same[i]]}: {differences[i]}";
        }

        return names;
    }

    private static IReadOnlyList<string> Servers(IReadOnlyList<RunReport> reports)
    {
        var hasOneScenario = reports.Select(report => report.Scenario).Distinct().Count() == 1;
        return [.. reports.Select(report => hasOneScenario ? report.Server : $"{report.Server}: {report.Scenario}")];
    }
}
