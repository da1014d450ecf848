using System.Diagnostics;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Publishes on a schedule, warms up, measures, and waits until all has come.</summary>
internal sealed class MeasureStep(Run run)
{
    // From the making of a schedule to its first event.
    private const double LeadTime = 0.2;

    /// <summary>Seconds that are measured.</summary>
    public int Seconds { get; init; } = run.Plan.Seconds;

    /// <summary>Seconds of publishing before them.</summary>
    public int Warmup { get; init; } = run.Plan.Warmup;

    /// <summary>Makes the schedule, given its start and its length in seconds. Default: the rate of the plan, even in time and over the topics.</summary>
    public Func<long, int, ISchedule> Schedule { get; init; } = (start, seconds) =>
        new OpenSchedule(start, run.Plan.Rate, seconds, run.Plan.Topics, AtOnce(run)) { Grace = run.Plan.Grace };

    /// <summary>What happens meanwhile. It is given the moment at which the measurement begins.</summary>
    public Func<long, CancellationToken, Task> Meanwhile { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Waits until all has come. Given how many deliveries to healthy subscribers were due in the measurement.</summary>
    public Func<long, CancellationToken, Task<Reading>> Drain { get; init; } =
        (_, stop) => DrainStep.RunAsync(run, Expected(run), stop);

    public async Task<Measured> RunAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp() + Clock.Ticks(LeadTime);
        var measureFrom = start + Clock.Ticks(Warmup);
        var schedule = Schedule(start, Warmup + Seconds);
        run.Fleet.MeasureFrom(measureFrom);
        run.Publication.MeasureFrom(measureFrom);
        run.Progress.Begin($"publishing for {Warmup + Seconds} s");

        var sampler = new Sampler(run);
        sampler.Begin(start);
        await Together.RunAsync(
            stop,
            token => run.Publication.RunAsync(schedule, token),
            token => sampler.RunAsync(start, Warmup, Seconds, token),
            token => Meanwhile(measureFrom, token));
        var planned = PlannedOf(schedule, measureFrom);
        var last = await Drain(planned, stop);

        var latencies = Latency.Between(run.Fleet, 0, Seconds);
        var spent = last.Since(sampler.First);

        // What workers say of themselves is up to a second old; their latencies are complete.
        if (run.Plan.Workers > 1) spent = spent with { Delivered = latencies.TotalCount };
        var measured = new Measured(spent, last.Server?.MemoryBytes, sampler.Seconds, latencies, planned);
        run.Progress.Done($"{measured.Spent.Delivered:N0} deliveries, p50 {Latency.At(measured.Latencies, 50):0.0} ms, p99 {Latency.At(measured.Latencies, 99):0.0} ms");
        return measured;
    }

    /// <summary>What the server took is delivered. When nobody knows what it took, only silence shows that all has come.</summary>
    private static long Expected(Run run) => run.Publication.Unanswered > 0 ? long.MaxValue : Audience.DeliveriesOf(run.Plan, run.Publication.Numbers);

    /// <summary>A batch is due at once, in each of the publishers.</summary>
    private static int AtOnce(Run run) => run.Plan.Publish == Plans.PublishMode.Batch ? run.Plan.BatchSize * run.Publication.Publishers : 1;

    /// <summary>How many deliveries are due in the measurement.</summary>
    private long PlannedOf(ISchedule schedule, long measureFrom)
    {
        if (schedule is ClosedLoop) return 0;
        var planned = 0L;
        for (var index = schedule.Count - 1; index >= 0 && schedule.DueAt(index) >= measureFrom; index--) planned += Audience.ReadersOf(run.Plan, schedule.TopicAt(index));
        return planned;
    }
}
