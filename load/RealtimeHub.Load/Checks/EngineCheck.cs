using System.Diagnostics;
using System.Globalization;
using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Checks;

/// <summary>
/// Runs the engine against the smallest server there is: does it cost less than what it measures, and are its latencies
/// true? Subscribers of a witness stand between those of the engine, so that both have the same places in the fan-out.
/// </summary>
internal sealed class EngineCheck(EngineCheckPlan plan)
{
    private const double P50 = 50;
    private const double P99 = 99;
    private const int MaxSeconds = 600;
    private static readonly TimeSpan LeadTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly string Topic = Topics.Name(0);

    /// <summary>The check as it is called: one event a frame, and then several, as servers that batch send them.</summary>
    /// <param name="arguments">How many seconds each takes, if that is told.</param>
    /// <param name="output">Where the results are written.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Whether the engine passed both.</returns>
    /// <exception cref="UsageException">The argument is no length.</exception>
    /// <exception cref="LoadException">This machine cannot do it, or not now.</exception>
    public static async Task<bool> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken stop)
    {
        var passed = true;
        var single = arguments.Count == 0 ? new EngineCheckPlan() : new EngineCheckPlan { Seconds = SecondsOf(arguments[0]) };
        foreach (var plan in new[] { single, single with { Rate = 8, EventsPerFrame = 3 } })
        {
            var result = await new EngineCheck(plan).ExecuteAsync(stop);
            await output.WriteLineAsync(result.ToString());
            passed &= result.Passed;
        }

        return passed;
    }

    public async Task<EngineCheckResult> ExecuteAsync(CancellationToken stop)
    {
        await using var floor = await Floor.StartAsync(stop);
        await using var fleet = new EngineFleet(PlanFor(floor));
        await using var witness = await Witness.StartAsync(floor, Topic, stop);
        await ConnectAsync(fleet, witness, stop);

        using var publisher = new CheckPublisher(floor.Publish(Topic), plan);
        var start = Stopwatch.GetTimestamp() + (long)(LeadTime.TotalSeconds * Stopwatch.Frequency);
        var from = start + (plan.Warmup * Stopwatch.Frequency);
        fleet.MeasureFrom(from);
        await witness.MeasureAsync(from, stop);

        var publishing = publisher.RunAsync(start, stop);
        var warm = Clock.UntilAsync(from, stop);
        if (await Task.WhenAny(publishing, warm) == publishing) await publishing; // it can only have failed
        var before = await ReadAsync(fleet, floor);
        await publishing;
        await DrainAsync(() => fleet.Totals.Received, publisher.LastSequence * plan.Connections, stop);
        var after = await ReadAsync(fleet, floor);
        return await ResultAsync(fleet, witness, publisher.LastSequence, before, after, stop);
    }

    private static int SecondsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= MaxSeconds
        ? seconds
        : throw new UsageException($"engine-check {text}: what follows is the length of the check, 1 to {MaxSeconds} seconds");

    private LoadPlan PlanFor(Floor floor) => new()
    {
        Scenario = Scenario.Broadcast,
        Target = new TargetPlan { Url = new Uri($"ws://127.0.0.1:{floor.Port}/ws/{{topic}}"), Dialect = "websocket", Name = "floor", ProcessId = floor.ProcessId },
        Connections = plan.Connections,
        Rate = plan.Rate * plan.EventsPerFrame,
        Seconds = plan.Seconds,
        Warmup = plan.Warmup,
    };

    private async Task ConnectAsync(EngineFleet fleet, Witness witness, CancellationToken stop)
    {
        // Half a step before each witness and half a step after it: the places of both then have the same distribution.
        for (var i = 0; i < plan.Witnesses; i++)
        {
            await fleet.ConnectAsync((int)((i + 0.5) * plan.Connections / plan.Witnesses), stop);
            await witness.ConnectAsync(stop);
        }

        await fleet.ConnectAsync(plan.Connections, stop);
    }

    private static async Task DrainAsync(Func<long> came, long expected, CancellationToken stop)
    {
        for (var clock = Stopwatch.StartNew(); came() < expected && clock.Elapsed < DrainLimit;)
            await Task.Delay(Pause, TimeProvider.System, stop);
    }

    /// <summary>It is a process of its own, and may still be reading when the engine has everything.</summary>
    private async Task<WitnessReport> ReportAsync(Witness witness, CancellationToken stop)
    {
        var expected = (long)(plan.Seconds * plan.Rate) * plan.EventsPerFrame * plan.Witnesses;
        var report = await witness.ReportAsync(stop);
        for (var clock = Stopwatch.StartNew(); report.Count < expected && clock.Elapsed < DrainLimit;)
        {
            await Task.Delay(Pause, TimeProvider.System, stop);
            report = await witness.ReportAsync(stop);
        }

        return report;
    }

    private static async Task<Reading> ReadAsync(EngineFleet fleet, Floor floor) =>
        new(Stopwatch.GetTimestamp(), fleet.Totals, await fleet.LoopUsageAsync(), floor.Cpu);

    private async Task<EngineCheckResult> ResultAsync(
        EngineFleet fleet, Witness witness, long lastSequence, Reading before, Reading after, CancellationToken stop)
    {
        var latencies = Histograms.Sum(Enumerable.Range(0, plan.Seconds).Select(fleet.Second));
        return new EngineCheckResult
        {
            Plan = plan,
            Time = Stopwatch.GetElapsedTime(before.Timestamp, after.Timestamp),
            Events = after.Totals.Received - before.Totals.Received,
            Bytes = after.Totals.ReceivedBytes - before.Totals.ReceivedBytes,
            Cpu = after.Loop.Cpu - before.Loop.Cpu,
            FloorCpu = after.FloorCpu - before.FloorCpu,
            AllocatedBytes = after.Loop.AllocatedBytes - before.Loop.AllocatedBytes,
            Faults = await fleet.FinishAsync([lastSequence], stop),
            Counted = latencies.TotalCount,
            P50 = latencies.GetValueAtPercentile(P50),
            P99 = latencies.GetValueAtPercentile(P99),
            Witness = await ReportAsync(witness, stop),
        };
    }

    private sealed record Reading(long Timestamp, FleetTotals Totals, LoopUsage Loop, TimeSpan FloorCpu);
}
