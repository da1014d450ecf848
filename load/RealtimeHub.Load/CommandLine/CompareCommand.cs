using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Reports.Html;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Puts several reports side by side.</summary>
internal static class CompareCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> files, string html, TextWriter output, CancellationToken stop)
    {
        var page = OutputFile.Checked("--html", html);
        var reports = new List<RunReport>();
        foreach (var file in files)
        {
            if (!File.Exists(file)) throw new UsageException($"{file}: there is no such file. Reports are written by --json of a scenario");
            reports.Add(ReportJson.Read(await File.ReadAllTextAsync(file, stop), file));
        }

        await OutputFile.WriteAsync(page, ComparisonPage.Write(Reports.Comparison.Of(reports)), stop);
        await output.WriteLineAsync($"{html} compares {reports.Count} runs of {reports.Select(report => report.Server).Distinct().Count()} servers.");
        return ExitCode.Fine;
    }
}
