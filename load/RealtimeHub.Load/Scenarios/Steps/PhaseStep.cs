using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Parts of a measurement that are compared.</summary>
internal static class PhaseStep
{
    /// <param name="run">The run.</param>
    /// <param name="phases">The name of each, the second with which it begins, and that before which it ends.</param>
    public static IReadOnlyList<PhaseFigures> Of(Run run, params (string Name, int From, int To)[] phases) =>
        [.. phases.Where(phase => phase.To > phase.From).Select(phase => Of(run, phase.Name, phase.From, phase.To))];

    private static PhaseFigures Of(Run run, string name, int from, int to) => new(name, from, to, Latency.Of(Latency.Between(run.Fleet, from, to)));
}
