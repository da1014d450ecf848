using System.Runtime.InteropServices;

namespace RealtimeHub.Tasks.Running;

/// <summary>The niceness of a thread.</summary>
internal static class Niceness
{
    private const int Process = 0;
    private const int ThisThread = 0;

    /// <summary>
    /// About a ninth of what others get that want the same core. Even nicer is worse: whoever has come to a lock of the allocator or to a collection of garbage, and loses the core there, holds up everybody else for as long
    /// as he waits for it.
    /// </summary>
    private const int Wanted = 10;

    /// <summary>Makes this thread nicer than others. Anybody may do that, and nobody take it back; threads that it makes are as nice.</summary>
    public static void Lower()
    {
        // It may be forbidden in a sandbox; then the work is done as any other.
        if (OperatingSystem.IsLinux()) _ = SetPriority(Process, ThisThread, Wanted);
    }

#pragma warning disable SYSLIB1054 // Three numbers need no generated code, which would need unsafe blocks.
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int niceness);
#pragma warning restore SYSLIB1054
}
