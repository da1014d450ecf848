using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>What the machine said at one moment. A part whose file the machine does not have is missing.</summary>
/// <param name="Time">The wall clock.</param>
/// <param name="Timestamp">The steady clock, for the time between two snapshots.</param>
internal sealed record HostSnapshot(DateTimeOffset Time, long Timestamp)
{
    public CpuCounters? Cpu { get; init; }

    public double[]? Load { get; init; }

    public MemoryState? Memory { get; init; }

    public IReadOnlyList<DeviceCounters>? Network { get; init; }

    public IReadOnlyList<DeviceCounters>? Disks { get; init; }
}
