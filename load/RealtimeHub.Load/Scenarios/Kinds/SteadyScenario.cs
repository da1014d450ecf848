using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Connects, publishes, and judges: the body of all scenarios in which nothing else happens.</summary>
internal abstract class SteadyScenario : IScenario
{
    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        await using var run = await Run.OpenAsync(Fit(plan), progress, stop);
        await ConnectStep.WarmUpAsync(run, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var measured = await Measuring(run).RunAsync(stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        return ReportBuilder.Build(run, connected, measured, result) with { Figures = Figures(run, measured) };
    }

    /// <summary>What the scenario is about goes before what the plan says.</summary>
    protected virtual LoadPlan Fit(LoadPlan plan) => plan;

    protected virtual MeasureStep Measuring(Run run) => new(run);

    protected virtual IReadOnlyList<NamedFigure> Figures(Run run, Measured measured) => AnswerFigures.Of(run.Publication);
}
