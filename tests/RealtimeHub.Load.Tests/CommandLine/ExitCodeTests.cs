using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Tests.Reports;

namespace RealtimeHub.Load.Tests.CommandLine;

public sealed class ExitCodeTests
{
    [Fact]
    public async Task A_broken_rule_ends_with_1_and_is_shown_with_what_was_measured()
    {
        var run = new FakeRun();

        Assert.Equal(1, await run.RunAsync("broadcast", "--fail-if", "p99>3ms"));

        Assert.Contains("p99>3ms  it was 3.4 ms", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_ends_with_1_unless_it_is_allowed()
    {
        var run = new FakeRun { Report = (_, _) => SampleRuns.Broadcast() with { Faults = new FaultFigures { Lost = 3 } } };

        Assert.Equal(1, await run.RunAsync("broadcast"));
        Assert.Contains("3 events lost", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await run.RunAsync("broadcast", "--allow-faults"));
    }

    [Fact]
    public async Task A_run_that_cannot_go_on_ends_with_1_and_its_reason()
    {
        var run = new FakeRun { Report = (_, _) => throw new LoadException("the server went away") };

        Assert.Equal(1, await run.RunAsync("broadcast"));
        Assert.Equal("The run failed: the server went away\n", run.Errors);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_ends_with_130()
    {
        using var stop = new CancellationTokenSource();
        var run = new FakeRun
        {
            Report = (_, token) =>
            {
                stop.Cancel();
                token.ThrowIfCancellationRequested();
                return SampleRuns.Broadcast();
            },
        };

        Assert.Equal(130, await run.RunAsync(stop.Token, "broadcast"));
    }

    [Fact]
    public async Task What_nobody_expected_ends_with_1_and_is_told_as_a_whole()
    {
        var run = new FakeRun { Report = (_, _) => throw new InvalidOperationException("a bug") };

        Assert.Equal(1, await run.RunAsync("broadcast"));
        Assert.Contains("System.InvalidOperationException: a bug", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--html")]
    public async Task A_disk_that_is_full_at_the_end_does_not_lose_the_result(string option)
    {
        var full = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");
        File.CreateSymbolicLink(full, "/dev/full");
        try
        {
            var run = new FakeRun();

            Assert.Equal(1, await run.RunAsync("broadcast", option, full));

            Assert.Contains("Passed: no faults", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("written:", run.Output, StringComparison.Ordinal);
            Assert.StartsWith($"The run failed: {full} could not be written: ", run.Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(full);
        }
    }

    [Fact]
    public async Task Reports_are_written_even_when_the_run_failed()
    {
        var (json, html) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            var run = new FakeRun();
            await run.RunAsync("broadcast", "--fail-if", "p99>3ms", "--json", json, "--html", html);

            var report = ReportJson.Read(await File.ReadAllTextAsync(json), json);
            Assert.False(report.Verdict!.Passed);
            Assert.Equal("a server of its own", report.Plan["--url"]);
            Assert.Contains($"written: {json}", run.Output, StringComparison.Ordinal);
            Assert.Contains($"written: {html}", run.Output, StringComparison.Ordinal);
            Assert.Contains("Failed: 1 of 6 rules broken", await File.ReadAllTextAsync(html), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(json);
            File.Delete(html);
        }
    }
}
