using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>How many events a second the server takes: each publisher sends the next as soon as the last was answered, in every way that the server knows.</summary>
internal sealed class PublishScenario : IScenario
{
    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        // A topic has one publisher, so that each of them needs one.
        plan = plan with { Topics = Math.Max(plan.Topics, plan.Publishers) };
        await using var run = await Run.OpenAsync(plan, progress, stop);
        await ConnectStep.WarmUpAsync(run, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var modes = new List<ModeResult>();
        foreach (var mode in ModesOf(plan)) modes.Add(await ModeResult.MeasureAsync(run, mode, stop));
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return Report(run, connected, modes, result);
    }

    /// <summary>Others know only the first of them.</summary>
    private static PublishMode[] ModesOf(LoadPlan plan) => plan.Target.Dialect.StartsWith("realtimehub", StringComparison.Ordinal)
        ? [PublishMode.Single, PublishMode.Batch, PublishMode.Hub]
        : [PublishMode.Single];

    private static RunReport Report(Run run, Connected connected, List<ModeResult> modes, Fleets.FleetResult result)
    {
        var report = ReportBuilder.Build(run, connected, Measured.Sum([.. modes.Select(mode => mode.Measured)]), result);
        var firstError = modes.Select(mode => mode.FirstError).FirstOrDefault(error => error is not null);
        return report with
        {
            Faults = report.Faults with { Unpublished = modes.Sum(mode => mode.Failed), FirstFailure = result.FirstFailure ?? firstError },
            Seconds = [.. modes.SelectMany(mode => mode.Seconds).Select((second, i) => second with { Second = i })],
            Phases = [.. modes.Select((mode, i) => new PhaseFigures(mode.Name, i * run.Plan.Seconds, (i + 1) * run.Plan.Seconds, Latency.Of(mode.Measured.Latencies)))],
            Figures = [.. modes.SelectMany(mode => mode.Figures())],
        };
    }
}
