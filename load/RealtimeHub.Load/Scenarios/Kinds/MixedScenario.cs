using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>
/// Several things at once, as in life: half of the subscribers follow one big topic that gets half of the events, and some of them
/// become slow; the other half follows many small topics, and comes and goes.
/// </summary>
internal sealed class MixedScenario : IScenario
{
    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        var seconds = plan.Quiet + plan.Seconds;
        await using var run = await Run.OpenAsync(plan, progress, MixedFleet.OpenAsync, stop);
        await ConnectStep.WarmUpAsync(run, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var churn = new Churn(run);
        var measured = await new MeasureStep(run)
        {
            Seconds = seconds,
            Schedule = (start, length) => new UnevenSchedule(new OpenSchedule(start, plan.Rate, length) { Grace = plan.Grace }, plan.Topics),
            Meanwhile = (measureFrom, token) => Together.RunAsync(
                token, each => churn.RunAsync(measureFrom, seconds, each), each => SlowDownAsync(run, measureFrom, each)),
            Drain = (planned, token) => DrainStep.OfHealthyAsync(run, seconds, planned, token),
        }.RunAsync(stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return ReportBuilder.Build(run, connected, measured, result) with
        {
            Phases = PhaseStep.Of(run, measured, ("quiet", 0, plan.Quiet), ("slow", plan.Quiet, seconds)),
            Figures = [.. churn.Figures(), .. SlowFigures.Of(result.Slow)],
        };
    }

    private static async Task SlowDownAsync(Run run, long measureFrom, CancellationToken stop)
    {
        await Clock.UntilAsync(measureFrom + Clock.Ticks(run.Plan.Quiet), stop);
        await run.Fleet.SlowDownAsync(stop);
    }
}
