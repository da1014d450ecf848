using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Engine.Native;

/// <summary>What the kernel has counted, to the microsecond; /proc has hundredths of a second only.</summary>
internal static unsafe class CpuUsage
{
    // struct rusage is 18 long integers, and the first four are seconds and microseconds of user, then of system time.
    private const int Length = 18;

    public static CpuTime OfProcess() => Of(LinuxNumbers.UsageOfProcess);

    /// <summary>Of the thread that calls.</summary>
    public static CpuTime OfThread() => Of(LinuxNumbers.UsageOfThread);

    private static CpuTime Of(int who)
    {
        var usage = stackalloc long[Length];
        Libc.Check(Libc.ResourceUsage(who, usage), "getrusage");
        return new CpuTime(Time(usage[0], usage[1]), Time(usage[2], usage[3]));
    }

    private static TimeSpan Time(long seconds, long microseconds) => new((seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond));
}
