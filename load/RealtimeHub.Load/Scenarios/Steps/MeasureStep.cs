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
    public Func<long, int, ISchedule> Schedule { get; init; } = (start, seconds) => new OpenSchedule(start, run.Plan.Rate, seconds, run.Plan.Topics, AtOnce(run));

    /// <summary>What happens meanwhile. It is given the moment at which the measurement begins.</summary>
    public Func<long, CancellationToken, Task> Meanwhile { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>How many healthy subscribers get each event, in the mean.</summary>
    public double Readers { get; init; } = (double)Audience.HealthyOf(run.Plan) / run.Plan.Topics;

    /// <summary>Waits until all has come. Given how many events were due in the measurement.</summary>
    public Func<long, CancellationToken, Task<Reading>> Drain { get; init; } =
        (_, stop) => DrainStep.RunAsync(run, Audience.DeliveriesOf(run, run.Publication.Numbers.Last()), stop);

    public async Task<Measured> RunAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp() + Clock.Ticks(LeadTime);
        var measureFrom = start + Clock.Ticks(Warmup);
        var schedule = Schedule(start, Warmup + Seconds);
        run.Fleet.MeasureFrom(measureFrom);
        run.Publication.MeasureFrom(measureFrom);
        run.Progress.Begin($"publishing for {Warmup + Seconds} s");

        var sampler = new Sampler(run);
        await Together.RunAsync(
            stop,
            token => run.Publication.RunAsync(schedule, token),
            token => sampler.RunAsync(start, Warmup, Seconds, token),
            token => Meanwhile(measureFrom, token));
        var planned = PlannedOf(schedule, measureFrom);
        var last = await Drain(planned, stop);

        var measured = new Measured(last.Since(sampler.First), last.Server?.MemoryBytes, sampler.Seconds, Latency.Between(run.Fleet, 0, Seconds), planned * Readers);
        run.Progress.Done($"{measured.Spent.Delivered:N0} deliveries, p50 {Latency.At(measured.Latencies, 50):0.0} ms, p99 {Latency.At(measured.Latencies, 99):0.0} ms");
        return measured;
    }

    /// <summary>A batch is due at once, in each of the publishers.</summary>
    private static int AtOnce(Run run) => run.Plan.Publish == Plans.PublishMode.Batch ? run.Plan.BatchSize * run.Publication.Publishers : 1;

    /// <summary>How many of its events are due in the measurement.</summary>
    private static long PlannedOf(ISchedule schedule, long measureFrom)
    {
        if (schedule is ClosedLoop) return 0;
        var (from, to) = (0L, schedule.Count);
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (schedule.DueAt(middle) < measureFrom) from = middle + 1;
            else to = middle;
        }

        return schedule.Count - from;
    }
}
