using System.Globalization;

namespace RealtimeHub.Load.Servers;

/// <summary>What the kernel says about a process: CPU time and resident memory.</summary>
internal sealed class ServerUsage(int processId)
{
    // The kernel counts in hundredths of a second (USER_HZ), whatever its own tick is.
    private const double TicksPerSecond = 100;

    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;

    /// <summary>User and system time since its start.</summary>
    public TimeSpan Cpu()
    {
        var text = File.ReadAllText($"/proc/{processId}/stat");

        // The second field is the name in parentheses and may hold blanks; the fields after it are counted from here.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = Number(fields[UserTimeField]) + Number(fields[SystemTimeField]);
        return TimeSpan.FromSeconds(ticks / TicksPerSecond);
    }

    /// <summary>Resident memory in bytes.</summary>
    public long Memory()
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1_024;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
