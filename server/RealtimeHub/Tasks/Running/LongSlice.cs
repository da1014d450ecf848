using System.Runtime.InteropServices;

namespace RealtimeHub.Tasks.Running;

/// <summary>The slice of a thread: how long it may go on when others want its core, too. Nothing happens on other systems, nor before Linux 6.17.</summary>
/// <remarks>
/// Of two threads that want a core, Linux gives it to the one whose slice should have been over first: the deadlines of EEVDF, which are the farther away the nicer a thread is. So whoever wakes up takes the core from
/// a quiet thread at once, but for the last moments of its slice: then it keeps the core, until the kernel looks again at a tick of its timer, and an event waits for it up to 5 ms. The longer the slice, the rarer these moments.
/// </remarks>
internal static class LongSlice
{
    /// <summary>In nanoseconds; the longest one that Linux takes.</summary>
    private const ulong Wanted = 100_000_000;

    private const int ThisThread = 0;

    // SCHED_OTHER and SCHED_BATCH. Others have no slices of this kind: what is set here means something else for them.
    private const uint Ordinary = 0;
    private const uint Batch = 3;

    /// <summary>From 6.12 on slices can be asked for, but a thread could keep the core for all of a long one against those that had had more than their share.</summary>
    private static readonly Version FirstKernel = new(6, 17);

    /// <summary>Gives this thread a long slice, and leaves the rest of how it is scheduled. Threads that it makes get the same.</summary>
    public static void Take()
    {
        if (!OperatingSystem.IsLinux() || Environment.OSVersion.Version < FirstKernel || NumbersOfCalls() is not var (get, set)) return;
        var how = new Attributes();
        if (SystemCall(get, ThisThread, ref how, Attributes.Length, 0) != 0 || how.Policy is not (Ordinary or Batch)) return;

        // It may be forbidden in a sandbox: then events wait now and then.
        how.Runtime = Wanted;
        _ = SystemCall(set, ThisThread, ref how, 0, 0);
    }

    /// <summary>The C library has names for "sched_getattr" and "sched_setattr" since glibc 2.41 only; their numbers are those of the processor.</summary>
    private static (nint Get, nint Set)? NumbersOfCalls() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

#pragma warning disable SYSLIB1054 // A few numbers need no generated code, which would need unsafe blocks.
    [DllImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SystemCall(nint number, nint thread, ref Attributes how, nint lengthOrFlags, nint flags);
#pragma warning restore SYSLIB1054

    /// <summary>"struct sched_attr" (man 2 sched_setattr).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes()
    {
        public const int Length = 48;

        public uint Size = Length;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }
}
