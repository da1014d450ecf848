namespace RealtimeHub.Server.Sources.HostMetrics.Proc;

/// <summary>How long a processor has worked and has been idle since the machine started, in ticks of the kernel.</summary>
internal readonly record struct CpuTimes(ulong Busy, ulong Idle);

/// <summary>The times of all cores together, and of each by its number; a core that is switched off is not there.</summary>
internal sealed record CpuCounters(CpuTimes Total, IReadOnlyDictionary<int, CpuTimes> Cores);
