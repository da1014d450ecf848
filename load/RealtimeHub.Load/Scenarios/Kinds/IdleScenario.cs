using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Connections that nothing is published to, and what they cost. One event in each topic, at the end, shows that all are in effect.</summary>
internal sealed class IdleScenario : IScenario
{
    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        await using var run = await Run.OpenAsync(plan, progress, stop);
        await ConnectStep.WarmUpAsync(run, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var measured = await CheckStep.RunAsync(run, plan.Seconds + 1, at: plan.Seconds, stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return ReportBuilder.Build(run, connected, measured, result) with { Figures = Figures(connected, measured) };
    }

    /// <summary>What the idle time cost. The last second is no part of it: that is when the events came.</summary>
    public static IReadOnlyList<NamedFigure> Figures(Connected connected, Measured measured)
    {
        List<SecondSample> seconds = [.. measured.Seconds.SkipLast(1)];
        if (connected.MemoryBefore is not { } before || seconds is not [.., { MemoryBytes: { } idle, Spent.ServerPercent: not null }]) return [];
        return
        [
            new NamedFigure("idle-memory", "memory of a connection after the idle time", (double)(idle - before) / connected.Opened, "B"),
            new NamedFigure("idle-cpu", "CPU of the server while idle", seconds.Average(second => second.Spent.ServerPercent ?? 0), "%"),
        ];
    }
}
