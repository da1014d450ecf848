using RealtimeHub.Server.Sources.HostMetrics.Proc;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>Busy percent between two readings.</summary>
internal static class CpuUsage
{
    /// <returns>Percent from 0 to 100 with one digit after the point, or nothing when the counters went back.</returns>
    public static double? Between(CpuTimes before, CpuTimes after)
    {
        if (after.Busy < before.Busy) return null;
        double busy = after.Busy - before.Busy;

        // Waiting for I/O may be counted back by the kernel; that is no reset.
        double idle = after.Idle > before.Idle ? after.Idle - before.Idle : 0;
        return busy + idle == 0 ? 0 : Math.Round(100 * busy / (busy + idle), 1);
    }

    /// <returns>One value per core in the order of their numbers; nothing when a counter went back. A core that was just switched on is left out.</returns>
    public static List<double>? OfCores(CpuCounters before, CpuCounters after)
    {
        var percent = new List<double>(after.Cores.Count);
        foreach (var (number, times) in after.Cores)
        {
            if (!before.Cores.TryGetValue(number, out var earlier)) continue;
            if (Between(earlier, times) is not { } value) return null;
            percent.Add(value);
        }

        return percent;
    }
}
