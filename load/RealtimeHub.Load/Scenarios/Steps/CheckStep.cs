using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Publishes nothing but one event in each topic, which shows that all connections are in effect.</summary>
internal static class CheckStep
{
    // In the middle of its second: whoever looks a bit late when a second ends does not find the events of the next one in it.
    private const double Middle = 0.5;

    /// <param name="run">The run.</param>
    /// <param name="seconds">How long it takes.</param>
    /// <param name="at">The second in which the events are due.</param>
    /// <param name="stop">Breaks off.</param>
    public static Task<Measured> RunAsync(Run run, int seconds, int at, CancellationToken stop) => new MeasureStep(run)
    {
        Warmup = 0,
        Seconds = seconds,
        Schedule = (start, _) => new OpenSchedule(start + Clock.Ticks(at + Middle), run.Plan.Topics, 1, run.Plan.Topics, atOnce: run.Plan.Topics)
        {
            Grace = run.Plan.Grace,
        },
    }.RunAsync(stop);
}
