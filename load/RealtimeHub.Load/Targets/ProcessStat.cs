using System.Globalization;
using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Targets;

/// <summary>One line of <c>/proc/{id}/stat</c> (proc(5)).</summary>
/// <param name="Cpu">User and system time of all its threads.</param>
/// <param name="OfEndedChildren">The same of its children that have ended.</param>
/// <param name="MemoryBytes">Resident memory.</param>
internal readonly record struct ProcessStat(CpuTime Cpu, CpuTime OfEndedChildren, long MemoryBytes)
{
    // The kernel counts in hundredths of a second (USER_HZ), whatever its own tick is.
    private const double TicksPerSecond = 100;

    // Fields are counted from the one after the name.
    private const int UserTime = 11;
    private const int ResidentPages = 21;

    /// <returns>Null when there is no such process.</returns>
    public static ProcessStat? TryRead(int processId)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{processId}/stat"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return null;
        }
    }

    public static ProcessStat Parse(string line)
    {
        // The second field is the name in parentheses, and may hold blanks and parentheses.
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(Time(fields, UserTime), Time(fields, UserTime + 2), Number(fields[ResidentPages]) * Environment.SystemPageSize);
    }

    private static CpuTime Time(string[] fields, int user) => new(
        TimeSpan.FromSeconds(Number(fields[user]) / TicksPerSecond), TimeSpan.FromSeconds(Number(fields[user + 1]) / TicksPerSecond));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
