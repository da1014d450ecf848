namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>What is published about the machine at one moment; the names here are those of the JSON.</summary>
internal sealed record HostSample(CpuSample? Cpu, MemorySample? Memory, NetworkSample? Network, DiskSample? Disk);

/// <summary>Busy time in percent, 0 to 100, since the sample before; load over 1, 5 and 15 minutes.</summary>
internal sealed record CpuSample(long Time, double Total, IReadOnlyList<double> Cores, IReadOnlyList<double> Load);

/// <summary>Memory in bytes; used is what is not available to a new program.</summary>
internal sealed record MemorySample(
    long Time, long TotalBytes, long UsedBytes, long AvailableBytes, long CachedBytes, long SwapTotalBytes, long SwapUsedBytes);

/// <summary>Traffic of the machine and of each interface.</summary>
internal sealed record NetworkSample(
    long Time, long ReceivedBytesPerSecond, long SentBytesPerSecond, IReadOnlyList<InterfaceSample> Interfaces);

/// <summary>Traffic of one interface.</summary>
internal sealed record InterfaceSample(string Name, long ReceivedBytesPerSecond, long SentBytesPerSecond);

/// <summary>Traffic of all disks and of each.</summary>
internal sealed record DiskSample(long Time, long ReadBytesPerSecond, long WrittenBytesPerSecond, IReadOnlyList<DeviceSample> Devices);

/// <summary>Traffic of one disk.</summary>
internal sealed record DeviceSample(string Name, long ReadBytesPerSecond, long WrittenBytesPerSecond);
