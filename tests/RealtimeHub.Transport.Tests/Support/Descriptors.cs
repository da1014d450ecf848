namespace RealtimeHub.Transport.Tests.Support;

/// <summary>The open sockets of the process. Other descriptors come and go with the assemblies that are loaded.</summary>
internal static class Descriptors
{
    public static int Count =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>Waits until there are not more than before.</summary>
    public static Task FallToAsync(int count) => Eventually.TrueAsync(() => Count <= count);
}
