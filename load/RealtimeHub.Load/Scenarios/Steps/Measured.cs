using HdrHistogram;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>What a measurement showed.</summary>
/// <param name="Spent">From its beginning until the last event had come.</param>
/// <param name="MemoryBytes">Of the server at that moment; null when it is not known.</param>
/// <param name="Seconds">Second by second.</param>
/// <param name="Latencies">All that is measured, in microseconds.</param>
/// <param name="Planned">Deliveries to healthy subscribers that were due in it; 0 when there was no schedule.</param>
internal sealed record Measured(Spent Spent, long? MemoryBytes, IReadOnlyList<SecondSample> Seconds, HistogramBase Latencies, long Planned)
{
    /// <summary>What was used and done in its seconds, without the wait for what was late.</summary>
    public Spent InTime => Seconds.Select(second => second.Spent).Aggregate((a, b) => a + b);
}
