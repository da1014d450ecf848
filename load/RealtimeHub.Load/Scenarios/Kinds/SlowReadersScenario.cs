using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Reports;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>First all read, then some stop or read slowly. The others should not notice. All latencies are those of the others.</summary>
internal sealed class SlowReadersScenario : IScenario
{
    private const double SecondsPerMinute = 60;

    public async Task<RunReport> RunAsync(LoadPlan plan, IRunProgress progress, CancellationToken stop)
    {
        var seconds = plan.Quiet + plan.Seconds;
        await using var run = await Run.OpenAsync(plan, progress, stop);
        await ConnectStep.WarmUpAsync(run, stop);
        var connected = await ConnectStep.RunAsync(run, stop);
        var measured = await new MeasureStep(run)
        {
            Seconds = seconds,
            Meanwhile = (measureFrom, token) => SlowDownAsync(run, measureFrom, token),
            Drain = (planned, token) => DrainStep.OfHealthyAsync(run, seconds, planned, token),
        }.RunAsync(stop);
        var result = await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop);
        var phases = PhaseStep.Of(run, measured, ("quiet", 0, plan.Quiet), ("slow", plan.Quiet, seconds));
        return ReportBuilder.Build(run, connected, measured, result) with
        {
            Phases = phases,
            Figures = [.. Figures(plan, measured, phases), .. SlowFigures.Of(result.Slow)],
            SlowReaders = [.. Groups(plan, result.Slow)],
        };
    }

    private static async Task SlowDownAsync(Run run, long measureFrom, CancellationToken stop)
    {
        await Clock.UntilAsync(measureFrom + Clock.Ticks(run.Plan.Quiet), stop);
        await run.Fleet.SlowDownAsync(stop);
        run.Progress.Done($"{run.Plan.SlowNever:N0} stop reading, {run.Plan.SlowCount:N0} read {run.Plan.SlowRate:N0} bytes a second");
        run.Progress.Begin("publishing on, to slow readers too");
        await Clock.UntilAsync(measureFrom + Clock.Ticks(run.Plan.Quiet + run.Plan.Seconds), stop);

        // Without them a server that was held up by them can show whether it still has everything.
        await run.Fleet.EndSlowAsync(stop);
        run.Progress.Done("the slow ones left");
        run.Progress.Begin("waiting for what is late");
    }

    private static IEnumerable<NamedFigure> Figures(LoadPlan plan, Measured measured, IReadOnlyList<PhaseFigures> phases)
    {
        if (phases is [{ Latency.P99: > 0 and var quiet }, { Latency.P99: var slow }])
            yield return new NamedFigure("p99-ratio", "p99 with slow readers / while all read", slow / quiet, "x");

        // Over the second half: by then what lies between the server and the slow ones is full.
        var memory = measured.Seconds.Skip(plan.Quiet + (plan.Seconds / 2)).Where(second => second.MemoryBytes is not null).Select(second => (double)second.MemoryBytes!);
        if (memory.ToList() is { Count: > 1 } values)
            yield return new NamedFigure("memory-growth", "growth of memory a minute, second half", SecondsPerMinute * Trend.Slope(values) / (1 << 20), "MiB");
    }

    private static IEnumerable<SlowReaderFigures> Groups(LoadPlan plan, SlowResult slow)
    {
        if (plan.SlowNever > 0) yield return Group(plan.SlowNever, 0, slow.Never);
        if (plan.SlowCount > 0) yield return Group(plan.SlowCount, plan.SlowRate, slow.Slowly);
    }

    private static SlowReaderFigures Group(int clients, int bytesPerSecond, SlowTally tally) => new()
    {
        Clients = clients,
        BytesPerSecond = bytesPerSecond,
        Read = tally.Read,
        Notices = tally.Notices,
        Announced = tally.Announced,
        Lost = tally.Lost,
        Repeated = tally.Repeated,
        Cut = tally.Cut,
        TooSlow = tally.TooSlow,
        OtherCloses = tally.OtherCloses,
        CameBack = tally.CameBack,
        Continued = tally.Continued,
    };
}
