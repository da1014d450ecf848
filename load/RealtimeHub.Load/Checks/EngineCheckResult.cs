using System.Globalization;
using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Checks;

/// <summary>What the check found. Latencies are in microseconds.</summary>
internal sealed record EngineCheckResult
{
    /// <summary>How far the engine's latencies may be from those of the witness.</summary>
    public const double Tolerance = 0.05;

    // Of the events that the schedule asks for: the first and the last may be due outside of what is measured.
    private const double NearlyAll = 0.98;

    public required EngineCheckPlan Plan { get; init; }

    public required TimeSpan Time { get; init; }

    public required long Events { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Of the thread that reads, and nothing else.</summary>
    public required CpuTime Cpu { get; init; }

    public required TimeSpan FloorCpu { get; init; }

    public required long AllocatedBytes { get; init; }

    public required FleetResult Faults { get; init; }

    /// <summary>Latencies that were counted.</summary>
    public required long Counted { get; init; }

    public required double P50 { get; init; }

    public required double P99 { get; init; }

    public required WitnessReport Witness { get; init; }

    public double EventsPerSecond => Events / Time.TotalSeconds;

    public double CpuShare => Cpu.Total / Time;

    public double MicrosecondsPerEvent => Cpu.Total.TotalMicroseconds / Events;

    public double AllocatedPerEvent => (double)AllocatedBytes / Events;

    public bool Agrees => Off(P50, Witness.P50) <= Tolerance && Off(P99, Witness.P99) <= Tolerance;

    /// <summary>Whether it read what was sent, on less than one core.</summary>
    public bool KeepsUp => Events >= NearlyAll * Plan.EventsPerSecond * Plan.Seconds && CpuShare < 1;

    public bool Faultless => Faults is { Lost: 0, Repeated: 0, OutOfOrder: 0, Announced: 0, BrokenConnections: 0 };

    /// <summary>How many events a core of the engine could read.</summary>
    public double EventsPerSecondAndCore => EventsPerSecond / CpuShare;

    public bool Passed => Agrees && Faultless && KeepsUp;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Plan.Connections:N0} connections, {Plan.Rate:0.#} frames a second to each, {Plan.EventsPerFrame} event(s) a frame, {Plan.Seconds} s
          received   {EventsPerSecond:N0} events/s ({Events:N0} events, {Bytes / Time.TotalSeconds / 1_048_576:N1} MiB/s)
          engine     {CpuShare:P0} of a core ({Cpu.User / Time:P0} user, {Cpu.System / Time:P0} system): {MicrosecondsPerEvent:0.00} us an event, so {EventsPerSecondAndCore:N0} events/s a core
          allocated  {AllocatedPerEvent:0.000} bytes an event
          floor      {FloorCpu / Time:P0} of a core: {FloorCpu.TotalMicroseconds / Events:0.00} us an event
          latency    p50 {P50 / 1_000:0.00} ms, witness {Witness.P50 / 1_000:0.00} ms ({Off(P50, Witness.P50):P1} off)
                     p99 {P99 / 1_000:0.00} ms, witness {Witness.P99 / 1_000:0.00} ms ({Off(P99, Witness.P99):P1} off; {Witness.Count:N0} samples)
          faults     {(Faultless ? "none" : $"{Faults.Lost:N0} lost, {Faults.Repeated:N0} repeated, {Faults.OutOfOrder:N0} out of order, {Faults.BrokenConnections:N0} broken: {Faults.FirstFailure}")}
          {Verdict}
        """);

    private string Verdict => this switch
    {
        { Faultless: false } => "FAILED: not everything came as it was sent",
        { KeepsUp: false } => string.Create(CultureInfo.InvariantCulture, $"FAILED: of {Plan.EventsPerSecond:N0} events/s it did not read all, or needed a core for it"),
        { Agrees: false } => string.Create(CultureInfo.InvariantCulture, $"FAILED: its latencies are more than {Tolerance:P0} off those of the witness"),
        _ => "PASSED",
    };

    private static double Off(double a, double b) => Math.Abs(a - b) / b;
}
