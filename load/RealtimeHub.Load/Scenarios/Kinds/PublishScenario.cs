using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>How many events a second the server takes: each publisher sends the next as soon as the last was answered.</summary>
internal sealed class PublishScenario : SteadyScenario
{
    /// <summary>A topic has one publisher, so that each publisher needs one.</summary>
    protected override LoadPlan Fit(LoadPlan plan) => plan with { Topics = Math.Max(plan.Topics, plan.Publishers) };

    protected override MeasureStep Measuring(Run run) => new(run)
    {
        Schedule = (start, seconds) => new ClosedLoop(start, start + Clock.Ticks(seconds), run.Plan.Topics),
    };

    protected override IReadOnlyList<NamedFigure> Figures(Run run, Measured measured) =>
    [
        .. OfServer(measured.InTime),
        .. AnswerFigures.Of(run.Publication),
    ];

    /// <summary>What delivering to the few subscribers costs is part of it.</summary>
    private static IEnumerable<NamedFigure> OfServer(Spent spent)
    {
        yield return new NamedFigure("publish-rate", "events a second that the server took", spent.Published / spent.Time.TotalSeconds, "");
        if (spent.ServerMicrosFor(spent.Published) is not { } cpu) yield break;
        yield return new NamedFigure("publish-cpu", "CPU of the server for an event that it took", cpu, "us");
        yield return new NamedFigure("publish-per-core", "events a second for a whole core", 1e6 / Math.Max(cpu, 1e-3), "");
    }
}
