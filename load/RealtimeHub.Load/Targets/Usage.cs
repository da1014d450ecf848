using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Targets;

/// <summary>What a server has used so far, and holds now.</summary>
/// <param name="Timestamp">When it was read, as a timestamp of <see cref="System.Diagnostics.Stopwatch"/>.</param>
/// <param name="Cpu">Since the start of its processes; to a hundredth of a second.</param>
/// <param name="MemoryBytes">Resident. Pages that several of its processes share count for each of them.</param>
internal readonly record struct Usage(long Timestamp, CpuTime Cpu, long MemoryBytes);
