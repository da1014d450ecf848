using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Runs;

namespace RealtimeHub.Load.Reports;

/// <summary>What is reported of a run with slow readers.</summary>
internal static class SlowReadersFigures
{
    private const int TooSlow = 3008;
    private const double Mebibyte = 1_048_576;

    public static readonly IReadOnlyList<Figure<SlowReadersResult>> OfTheHealthy =
    [
        new("quietP50Ms", "latency p50 while all read, ms", "N1", run => run.Quiet.P50Ms),
        new("slowP50Ms", "latency p50 with slow readers, ms", "N1", run => run.Slow.P50Ms),
        new("quietP99Ms", "latency p99 while all read, ms", "N1", run => run.Quiet.P99Ms),
        new("slowP99Ms", "latency p99 with slow readers, ms", "N1", run => run.Slow.P99Ms),
        new("p99Ratio", "p99 with slow readers / while all read", "N2", run => run.P99Ratio),
        new("quietDeliveredPerSecond", "deliveries a second while all read", "N0", run => run.Quiet.DeliveredPerSecond),
        new("slowDeliveredPerSecond", "deliveries a second with slow readers", "N0", run => run.Slow.DeliveredPerSecond),
        new("quietCpuPercent", "CPU of the server while all read, %", "N0", run => run.Quiet.CpuPercent),
        new("slowCpuPercent", "CPU of the server with slow readers, %", "N0", run => run.Slow.CpuPercent),
        new("quietMemoryMiB", "memory while all read, MiB", "N0", run => run.Quiet.MemoryBytes / Mebibyte),
        new("slowMemoryMiB", "memory at the end with slow readers, MiB", "N0", run => run.Slow.MemoryBytes / Mebibyte),
        new("memoryMiBPerMinute", "its growth in the second half, MiB a minute", "N1", run => run.MemoryBytesPerMinute / Mebibyte),
        new("faults", "lost + repeated + out of order", "N0", run => run.Faults.Lost + run.Faults.Repeated + run.Faults.OutOfOrder),
        new("unpublished", "events that were not published in time", "N0", run => run.Faults.Unpublished),
    ];

    public static readonly IReadOnlyList<Figure<SlowReadersResult>> OfThoseThatNeverRead = Of("never", run => run.NeverRead);

    public static readonly IReadOnlyList<Figure<SlowReadersResult>> OfThoseThatReadSlowly = Of("slow", run => run.ReadSlowly);

    public static IEnumerable<Figure<SlowReadersResult>> All => [.. OfTheHealthy, .. OfThoseThatNeverRead, .. OfThoseThatReadSlowly];

    private static Figure<SlowReadersResult>[] Of(string who, Func<SlowReadersResult, SlowTally> tally) =>
    [
        new($"{who}Events", "events that they read", "N0", run => tally(run).Events),
        new($"{who}Gaps", "gap notices", "N0", run => tally(run).Gaps),
        new($"{who}EventsInGaps", "events that these announced as lost", "N0", run => tally(run).EventsInGaps),
        new($"{who}Unannounced", "events lost without a notice", "N0", run => tally(run).Unannounced),
        new($"{who}TooSlow", "closed with 3008", "N0", run => tally(run).Closes.GetValueOrDefault(TooSlow)),
        new($"{who}OtherCloses", "closed with another code", "N0", run => tally(run).Closes.Where(close => close.Key != TooSlow).Sum(close => close.Value)),
        new($"{who}Cuts", "cut", "N0", run => tally(run).Cuts),
        new($"{who}Recovered", "came back and were continued", "N0", run => tally(run).Recovered),
        new($"{who}NotRecovered", "came back and were not continued", "N0", run => tally(run).CameBack - tally(run).Recovered),
    ];
}
