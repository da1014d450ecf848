using System.Runtime.InteropServices;

namespace RealtimeHub.Tasks.Running;

/// <summary>How Linux schedules a thread that nobody waits for.</summary>
/// <remarks>
/// A niceness says how much of a core the thread gets beside others. How soon it gives way to one that wakes up depends on its slice: one with a shorter slice takes its place at once, instead of at the end of the
/// slice or at the next tick (EEVDF, Linux 6.12 and later; man 2 sched_setattr, <c>sched_runtime</c>).
/// </remarks>
internal static class Niceness
{
    private const int Process = 0;
    private const int ThisThread = 0;
    private const int Nicest = 19;

    /// <summary>In nanoseconds: the longest slice that there is. Others have a few milliseconds.</summary>
    private const ulong LongestSlice = 100_000_000;

    /// <summary>Makes this thread as nice as can be. Anybody may do that, and nobody take it back.</summary>
    public static void Lower()
    {
        // It may be forbidden in a sandbox; then the work is done as any other.
        if (OperatingSystem.IsLinux() && !SetAttributes()) _ = SetPriority(Process, ThisThread, Nicest);
    }

    /// <returns>False where that is not to be had.</returns>
    private static bool SetAttributes()
    {
        var call = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 314, Architecture.Arm64 => 274, _ => 0 };
        var wanted = new Attributes { Size = (uint)Marshal.SizeOf<Attributes>(), Niceness = Nicest, Runtime = LongestSlice };
        return call != 0 && SystemCall(call, ThisThread, ref wanted, 0) == 0;
    }

#pragma warning disable SYSLIB1054 // A few numbers need no generated code, which would need unsafe blocks.
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int niceness);

    // The C library has no function for it.
    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SystemCall(nint number, nint who, ref Attributes attributes, nint flags);
#pragma warning restore SYSLIB1054

    /// <summary><c>struct sched_attr</c> of Linux. Policy 0 is the usual one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Niceness;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
