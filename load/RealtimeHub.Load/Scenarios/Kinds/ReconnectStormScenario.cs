using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>All connections are dropped at once while events flow; all come back from where they were, and miss nothing.</summary>
internal sealed class ReconnectStormScenario : IScenario
{
    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        await using var run = await Run.OpenAsync(plan, progress, stop);

        // The plain connects are compared with the storm: both are to find a server that is warm.
        await ConnectStep.WarmUpAsync(run, plan.Connections, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var storm = new Storm(run);
        var measured = await new MeasureStep(run) { Seconds = plan.Quiet + plan.Seconds, Meanwhile = storm.RunAsync }.RunAsync(stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return ReportBuilder.Build(run, connected, measured, result) with
        {
            Phases = PhaseStep.Of(run, measured, ("quiet", 0, plan.Quiet), ("storm", plan.Quiet, plan.Quiet + plan.Seconds)),
            Figures = storm.Figures(connected),
        };
    }
}
