using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;
using RealtimeHub.Load.Tests.Reports;

namespace RealtimeHub.Load.Tests.CommandLine;

/// <summary>The plan in a report is what somebody needs to run the same again.</summary>
public sealed class ReportedPlanTests
{
    [Fact]
    public async Task Of_a_server_that_was_started_for_the_run_its_settings_stay_and_what_is_gone_with_it_does_not()
    {
        var plan = await PlanOfAsync("broadcast", "--rate", "12.5", "--set", "A:B=1");

        Assert.Equal(("a server of its own", "1", "12.5", "single"), (plan["--url"], plan["--set A:B"], plan["--rate"], plan["--publish"]));
        Assert.DoesNotContain("--pid", plan.Keys);
        Assert.DoesNotContain("--topics", plan.Keys);
    }

    [Fact]
    public async Task Of_a_server_that_runs_already_it_says_where_it_was_but_not_its_key()
    {
        var plan = await PlanOfAsync("topics", "--url", "http://127.0.0.1:20001/hub", "--api-key", "secret", "--pid", $"{Environment.ProcessId}");

        Assert.Equal(("http://127.0.0.1:20001/hub", "given", $"{Environment.ProcessId}"), (plan["--url"], plan["--api-key"], plan["--pid"]));
        Assert.Equal("1000", plan["--topics"]);
    }

    private static async Task<IReadOnlyDictionary<string, string>> PlanOfAsync(params string[] args)
    {
        var json = Path.GetTempFileName();
        try
        {
            var run = new FakeRun { Report = (plan, _) => SampleRuns.Broadcast() with { Plan = PlanPairs.Of(plan) } };
            Assert.Equal(0, await run.RunAsync([.. args, "--json", json]));
            return ReportJson.Read(await File.ReadAllTextAsync(json), json).Plan;
        }
        finally
        {
            File.Delete(json);
        }
    }
}
