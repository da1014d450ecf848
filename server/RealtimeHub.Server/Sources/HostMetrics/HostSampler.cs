using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>Turns two snapshots into what is published.</summary>
internal static class HostSampler
{
    /// <param name="before">The earlier snapshot.</param>
    /// <param name="after">The later snapshot.</param>
    /// <param name="elapsed">The time between them.</param>
    /// <param name="maxDevices">How many devices are listed; the sums are of all.</param>
    public static HostSample Between(HostSnapshot before, HostSnapshot after, TimeSpan elapsed, int maxDevices)
    {
        var time = after.Time.ToUnixTimeMilliseconds();
        return new HostSample(
            Cpu(time, before.Cpu, after.Cpu, after.Load ?? []),
            after.Memory is { } memory ? Memory(time, memory) : null,
            Rates(before.Network, after.Network, elapsed) is { } traffic ? Network(time, traffic, maxDevices) : null,
            Rates(before.Disks, after.Disks, elapsed) is { } transfer ? Disk(time, transfer, maxDevices) : null);
    }

    private static CpuSample? Cpu(long time, CpuCounters? before, CpuCounters? after, double[] load) =>
        before is not null && after is not null
        && CpuUsage.Between(before.Total, after.Total) is { } total && CpuUsage.OfCores(before, after) is { } cores
            ? new CpuSample(time, total, cores, load)
            : null;

    private static MemorySample Memory(long time, MemoryState state) => new(
        time, state.Total, state.Total - state.Available, state.Available, state.Cached, state.SwapTotal, state.SwapTotal - state.SwapFree);

    private static List<DeviceRate>? Rates(IReadOnlyList<DeviceCounters>? before, IReadOnlyList<DeviceCounters>? after, TimeSpan elapsed) =>
        before is not null && after is not null ? DeviceRates.Between(before, after, elapsed) : null;

    private static NetworkSample Network(long time, List<DeviceRate> rates, int maxDevices) => new(
        time, rates.Sum(rate => rate.In), rates.Sum(rate => rate.Out),
        [.. rates.Busiest(maxDevices).Select(rate => new InterfaceSample(rate.Name, rate.In, rate.Out))]);

    private static DiskSample Disk(long time, List<DeviceRate> rates, int maxDevices) => new(
        time, rates.Sum(rate => rate.In), rates.Sum(rate => rate.Out),
        [.. rates.Busiest(maxDevices).Select(rate => new DeviceSample(rate.Name, rate.In, rate.Out))]);
}
