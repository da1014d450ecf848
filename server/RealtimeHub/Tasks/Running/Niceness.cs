using System.Runtime.InteropServices;

namespace RealtimeHub.Tasks.Running;

/// <summary>The niceness of a thread.</summary>
internal static class Niceness
{
    private const int Process = 0;
    private const int ThisThread = 0;
    private const int Nicest = 19;

    /// <summary>Makes this thread as nice as can be. Anybody may do that, and nobody take it back.</summary>
    public static void Lower()
    {
        // It may be forbidden in a sandbox; then the work is done as any other.
        if (OperatingSystem.IsLinux()) _ = SetPriority(Process, ThisThread, Nicest);
    }

#pragma warning disable SYSLIB1054 // Three numbers need no generated code, which would need unsafe blocks.
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int niceness);
#pragma warning restore SYSLIB1054
}
