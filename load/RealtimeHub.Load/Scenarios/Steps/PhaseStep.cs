using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Parts of a measurement that are compared.</summary>
internal static class PhaseStep
{
    // Memory jumps when the runtime collects: one second says little.
    private const int AtTheEnd = 5;

    /// <param name="run">The run.</param>
    /// <param name="measured">What it showed.</param>
    /// <param name="phases">The name of each, the second with which it begins, and that before which it ends.</param>
    public static IReadOnlyList<PhaseFigures> Of(Run run, Measured measured, params (string Name, int From, int To)[] phases) =>
        [.. phases.Where(phase => phase.To > phase.From).Select(phase =>
            Of(run, phase.Name, phase.From, phase.To, [.. measured.Seconds.Take(phase.To).Skip(phase.From)]))];

    private static PhaseFigures Of(Run run, string name, int from, int to, IReadOnlyList<SecondSample> seconds) => new(name, from, to, Latency.Of(Latency.Between(run.Fleet, from, to)))
    {
        DeliveredPerSecond = seconds.Sum(second => second.Spent.Delivered) / Math.Max(seconds.Sum(second => second.Spent.Time.TotalSeconds), 1e-6),
        ServerCpuPercent = seconds.Average(second => second.Spent.ServerPercent),
        ServerMemoryBytes = (long?)seconds.TakeLast(AtTheEnd).Average(second => second.MemoryBytes),
    };
}
