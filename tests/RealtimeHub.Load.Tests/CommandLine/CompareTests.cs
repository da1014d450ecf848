using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Tests.Reports;

namespace RealtimeHub.Load.Tests.CommandLine;

public sealed class CompareTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly FakeRun _run = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_reports_of_one_server_and_one_plan_stand_side_by_side()
    {
        Assert.Equal(0, await _run.RunAsync("compare", Report("before"), Report("after"), "--html", Html));

        Assert.Equal($"{Html} puts 2 columns side by side:\n  RealtimeHub (JSON): before\n  RealtimeHub (JSON): after\n", _run.Output);
        Assert.Contains("RealtimeHub (JSON): before", await File.ReadAllTextAsync(Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rounds_share_a_column_when_they_are_asked_to()
    {
        Assert.Equal(0, await _run.RunAsync("compare", Report("1"), Report("2"), Report("3", "other"), "--rounds", "--html", Html));

        Assert.Equal($"{Html} puts 2 columns side by side:\n  RealtimeHub (JSON) (median of 2 runs)\n  other\n", _run.Output);
    }

    [Fact]
    public async Task A_report_that_is_given_twice_is_wrong_usage()
    {
        var report = Report("a");

        Assert.Equal(2, await _run.RunAsync("compare", report, report, "--html", Html));

        Assert.Contains("is given twice", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_tells_of_rounds()
    {
        Assert.Equal(0, await _run.RunAsync("compare", "--help"));

        Assert.Contains("--rounds", _run.Output, StringComparison.Ordinal);
    }

    private string Html => Path.Combine(_folder, "both.html");

    private string Report(string name, string server = "RealtimeHub (JSON)")
    {
        var file = Path.Combine(_folder, $"{name}.json");
        File.WriteAllText(file, ReportJson.Write(SampleRuns.Broadcast(1, server)));
        return file;
    }
}
