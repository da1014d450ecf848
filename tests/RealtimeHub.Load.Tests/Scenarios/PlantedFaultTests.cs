using System.Diagnostics;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.Tests.Scenarios;

/// <summary>A fault that a server has is a fault that the report has, and each fails the run.</summary>
public sealed class PlantedFaultTests
{
    private const int Connections = 20;
    private const int Events = 99;

    // Of histograms with three digits.
    private const double Precision = 0.001;

    [Fact]
    public async Task Without_a_fault_there_is_none()
    {
        var report = await RunAsync(Faults.None);
        Assert.Equal(Events * Connections, report.Throughput.Delivered);
        Assert.True(VerdictOn(report).Passed);
    }

    [Fact]
    public async Task A_loss_is_counted_for_everybody_who_had_it()
    {
        var report = await RunAsync(Faults.Loss(every: 10), SmallPlan.ForLosses);
        Assert.Equal((9 * Connections, 0, 0), (report.Faults.Lost, report.Faults.Repeated, report.Faults.OutOfOrder));
        Assert.Equal(100.0 * 90 / 99, report.Throughput.PercentOfPlan, tolerance: 0.1);
        Assert.False(VerdictOn(report).Passed);
    }

    [Fact]
    public async Task A_loss_at_the_end_is_a_loss_too()
    {
        var report = await RunAsync(Faults.Loss(every: Events), SmallPlan.ForLosses);
        Assert.Equal(Connections, report.Faults.Lost);
    }

    [Fact]
    public async Task A_repeat_is_counted_for_everybody_who_had_it()
    {
        var report = await RunAsync(Faults.Repeat(every: 10));
        Assert.Equal((0, 9 * Connections, 0), (report.Faults.Lost, report.Faults.Repeated, report.Faults.OutOfOrder));
        Assert.False(VerdictOn(report).Passed);
    }

    [Fact]
    public async Task A_wrong_order_is_no_loss_and_no_repeat()
    {
        var report = await RunAsync(Faults.Reorder(every: 10));
        Assert.Equal((0, 0, 9 * Connections), (report.Faults.Lost, report.Faults.Repeated, report.Faults.OutOfOrder));
        Assert.False(VerdictOn(report).Passed);
    }

    [Fact]
    public async Task A_delay_is_in_every_latency_and_breaks_a_rule()
    {
        var clock = Stopwatch.StartNew();
        var report = await RunAsync(Faults.Delay(TimeSpan.FromMilliseconds(250)));

        // No less than was planted, and no more than there was time for.
        Assert.InRange(report.Latency.Min, 250 * (1 - Precision), report.Latency.P50);
        Assert.InRange(report.Latency.Max, report.Latency.P50, clock.Elapsed.TotalMilliseconds * (1 + Precision));
        Assert.Equal(0, report.Faults.Lost);
        Assert.True(VerdictOn(report).Passed);
        Assert.False(VerdictOn(report, "p50>200ms").Passed);
    }

    private static async Task<RunReport> RunAsync(IFault fault, double? patience = null)
    {
        await using var server = await FaultyServer.StartAsync(fault);
        var plan = SmallPlan.For(Scenario.Broadcast, server.Url) with { Connections = Connections, Rate = Events };
        plan = plan with { Target = plan.Target with { Dialect = "websocket" }, Patience = patience ?? plan.Patience };
        return await ScenarioTable.Of(Scenario.Broadcast).RunAsync(plan, new SpokenProgress(), Patience.Token);
    }

    private static Verdict VerdictOn(RunReport report, params string[] rules) => Judge.Of(report, [.. rules.Select(rule => new RuleParser(Figures.Common).Parse(rule))], allowFaults: false);
}
