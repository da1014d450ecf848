using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>Nothing for a while, then many events at once.</summary>
internal sealed class BurstScenario : SteadyScenario
{
    protected override MeasureStep Measuring(Run run) => new(run)
    {
        Schedule = (start, seconds) => new OpenSchedule(
            start, (double)run.Plan.BurstSize / run.Plan.BurstEvery, seconds, run.Plan.Topics, atOnce: run.Plan.BurstSize) { Grace = run.Plan.Grace },
    };

    protected override IReadOnlyList<NamedFigure> Figures(Run run, Measured measured) =>
    [
        new NamedFigure("burst-p50", "a burst was over after, p50", Median(LastOfEach(run)), "ms"),
        new NamedFigure("burst-max", "a burst was over after, max", LastOfEach(run).DefaultIfEmpty().Max(), "ms"),
        .. AnswerFigures.Of(run.Publication),
    ];

    /// <summary>How late the last event of each burst was. All events of a burst are due in the same second.</summary>
    private static List<double> LastOfEach(Run run) =>
        [.. Enumerable.Range(0, run.Plan.Seconds).Select(run.Fleet.Second).Where(second => second.TotalCount > 0).Select(second => Latency.At(second, 100))];

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);
}
