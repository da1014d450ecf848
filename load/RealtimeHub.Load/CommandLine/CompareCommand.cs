using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Html;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Puts several reports side by side.</summary>
internal static class CompareCommand
{
    /// <param name="files">The reports.</param>
    /// <param name="html">Where the page goes.</param>
    /// <param name="compare">Which of them share a column: see <see cref="Reports.Comparison"/>.</param>
    /// <param name="output">Where it is said what was compared.</param>
    /// <param name="stop">Breaks off.</param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> files, string html, Func<IReadOnlyList<ReportFile>, Reports.Comparison> compare, TextWriter output, CancellationToken stop)
    {
        var page = OutputFile.Checked("--html", html);
        if (files.GroupBy(Path.GetFullPath).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UsageException($"{twice.First()} is given twice: name each report once");
        var reports = new List<ReportFile>();
        foreach (var file in files) reports.Add(new ReportFile(file, await ReadAsync(file, stop)));
        var comparison = compare(reports);
        await OutputFile.WriteAsync(page, ComparisonPage.Write(comparison), stop);
        await output.WriteLineAsync($"{html} puts {(comparison.Servers.Count == 1 ? "one column" : $"{comparison.Servers.Count} columns side by side")}:");
        foreach (var column in comparison.Servers) await output.WriteLineAsync($"  {column.Name}{(column.Rounds.Count > 1 ? $" (median of {column.Rounds.Count} runs)" : "")}");
        return ExitCode.Fine;
    }

    private static async Task<RunReport> ReadAsync(string file, CancellationToken stop)
    {
        if (!File.Exists(file)) throw new UsageException($"{file}: there is no such file. Reports are written by --json of a scenario");
        try
        {
            return ReportJson.Read(await File.ReadAllTextAsync(file, stop), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"{file} could not be read: {e.Message}");
        }
    }
}
