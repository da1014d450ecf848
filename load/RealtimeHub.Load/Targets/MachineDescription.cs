using System.Globalization;
using System.Runtime.InteropServices;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Targets;

/// <summary>Where a run took place: without it no figure means anything.</summary>
internal static class MachineDescription
{
    public static Machine Read(Pinning pinning) => new()
    {
        System = RuntimeInformation.OSDescription,
        Kernel = Lines("/proc/sys/kernel/osrelease").FirstOrDefault() ?? Environment.OSVersion.VersionString,
        Cpu = Value(Lines("/proc/cpuinfo"), "model name") ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Cores = Lines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal)) is > 0 and var cores ? cores : Environment.ProcessorCount,
        MemoryBytes = MemoryBytes(),
        Runtime = RuntimeInformation.FrameworkDescription,
        Pinning = pinning.ToString(),
    };

    private static long MemoryBytes()
    {
        const long KiB = 1_024;
        var total = Value(Lines("/proc/meminfo"), "MemTotal")?.Split(' ')[0];
        return total is null ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes : long.Parse(total, CultureInfo.InvariantCulture) * KiB;
    }

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];

    private static string? Value(IEnumerable<string> lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
}
