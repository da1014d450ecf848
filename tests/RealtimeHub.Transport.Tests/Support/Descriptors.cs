namespace RealtimeHub.Transport.Tests.Support;

/// <summary>The open descriptors of the process.</summary>
internal static class Descriptors
{
    public static int Count => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    /// <summary>Waits until there are not more than before; what others have lost is collected first.</summary>
    public static async Task FallToAsync(int count)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Eventually.TrueAsync(() => Count <= count);
    }
}
