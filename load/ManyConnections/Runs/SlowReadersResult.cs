using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Runs;

/// <summary>What one run with slow readers showed of one server. All latencies are those of the healthy clients.</summary>
internal sealed record SlowReadersResult
{
    public required string Server { get; init; }

    /// <summary>The second at which the slow ones became slow; the measurement begins with 0.</summary>
    public required int SlowFrom { get; init; }

    public required IReadOnlyList<SecondResult> Seconds { get; init; }

    public required PhaseResult Quiet { get; init; }

    public required PhaseResult Slow { get; init; }

    /// <summary>How far memory still grew after the buffers of the slow ones were full: over the second half of the slow phase.</summary>
    public required double MemoryBytesPerMinute { get; init; }

    public required SlowTally NeverRead { get; init; }

    public required SlowTally ReadSlowly { get; init; }

    public required Faults Faults { get; init; }

    public double P99Ratio => Quiet.P99Ms == 0 ? 0 : Slow.P99Ms / Quiet.P99Ms;
}

/// <summary>One second of a run. Latencies are of the events that were due in it; null when none of them was delivered.</summary>
internal sealed record SecondResult(
    int Second, double? P50Ms, double? P99Ms, double? MaxMs, double DeliveredPerSecond, long MemoryBytes, double CpuPercent);

/// <summary>One part of a run. The resident memory is that at its end: the mean of its last five seconds.</summary>
internal sealed record PhaseResult(double P50Ms, double P99Ms, double MaxMs, double DeliveredPerSecond, long MemoryBytes, double CpuPercent)
{
    private const int LastSeconds = 5;

    public static PhaseResult Of(Latencies latencies, IReadOnlyList<ServerSample> samples) => new(
        latencies.PercentileMs(0.50), latencies.PercentileMs(0.99), latencies.MaxMs,
        samples.Average(sample => sample.DeliveredPerSecond),
        (long)samples.TakeLast(LastSeconds).Average(sample => sample.MemoryBytes),
        samples.Average(sample => sample.CpuPercent));
}
