using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Connections come and go while events flow; those that come back go on from where they were, and miss nothing.</summary>
internal sealed class ChurnScenario : IScenario
{
    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        await using var run = await Run.OpenAsync(plan, progress, stop);
        await ConnectStep.WarmUpAsync(run, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var churn = new Churn(run);
        var measured = await new MeasureStep(run) { Meanwhile = (measureFrom, token) => churn.RunAsync(measureFrom, plan.Seconds, token) }.RunAsync(stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return ReportBuilder.Build(run, connected, measured, result) with { Figures = churn.Figures() };
    }
}
