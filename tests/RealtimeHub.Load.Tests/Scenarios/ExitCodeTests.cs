using System.Globalization;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;

namespace RealtimeHub.Load.Tests.Scenarios;

/// <summary>The whole tool against a server with a fault, from its command line to its exit code.</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public async Task Without_a_fault_it_is_0()
    {
        var (code, output) = await RunAsync(Faults.None);
        Assert.Equal(0, code);
        Assert.Contains("Passed: no faults", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_loss_it_is_1_and_says_so() =>
        AssertFailed("100 events lost: ", "loss>0  it was 100", await RunAsync(Faults.Loss(every: 10), SmallPlan.ForLosses));

    [Fact]
    public async Task With_a_repeat_it_is_1_and_says_so() =>
        AssertFailed("100 events repeated: ", "repeats>0  it was 100", await RunAsync(Faults.Repeat(every: 10)));

    [Fact]
    public async Task With_a_wrong_order_it_is_1_and_says_so() =>
        AssertFailed("100 events out of order: ", "disorder>0  it was 100", await RunAsync(Faults.Reorder(every: 9))); // the last of the 50 is in its place

    [Fact]
    public async Task With_a_delay_that_a_rule_forbids_it_is_1_and_says_so() =>
        AssertFailed("", "p50>200ms  it was ", await RunAsync(Faults.Delay(TimeSpan.FromMilliseconds(250)), options: ["--fail-if", "p50>200ms"]));

    /// <summary>Failed for this reason, and for no other.</summary>
    private static void AssertFailed(string fault, string brokenRule, (int Code, string Output) run)
    {
        Assert.Equal(1, run.Code);
        Assert.Contains(fault, run.Output, StringComparison.Ordinal);
        Assert.Contains(brokenRule, run.Output, StringComparison.Ordinal);
        Assert.Matches("Failed: 1 of [0-9]+ rules broken", run.Output);
    }

    private static async Task<(int Code, string Output)> RunAsync(IFault fault, double patience = SmallPlan.LongEnough, params string[] options)
    {
        await using var server = await FaultyServer.StartAsync(fault);
        var parts = new Parts
        {
            Scenarios = scenario => new Hurried(ScenarioTable.Of(scenario), patience),
            StartServer = (_, _, _) => throw new InvalidOperationException("No server is needed."),
            Worker = (_, _) => throw new InvalidOperationException("No worker is needed."),
            EngineCheck = (_, _) => throw new InvalidOperationException("No check is needed."),
        };
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        string[] args =
        [
            "broadcast", "--url", server.Url.OriginalString, "--dialect", "websocket", "--connections", "20", "--rate", "50", "--warmup", "0",
            "--seconds", "1", .. options,
        ];
        var code = await new LoadProgram(parts, output, output).RunAsync(args).WaitAsync(Patience.Token);
        return (code, output.ToString());
    }

    /// <summary>Takes no time for what a server on the same core does not need.</summary>
    private sealed class Hurried(IScenario scenario, double patience) : IScenario
    {
        public Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop) =>
            scenario.RunAsync(plan with { Settle = 0, Patience = patience }, progress, stop);
    }
}
