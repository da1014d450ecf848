using System.Globalization;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The limit on open files, which connections count against.</summary>
internal static class OpenFiles
{
    // What a process has open besides its connections.
    private const int Others = 300;

    public static void Require(int connections)
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        if (long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && connections + Others > limit)
            throw new UsageException($"{connections} connections need 'ulimit -n {connections + Others}' first; the limit is {limit}");
    }
}
