using System.Globalization;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The limit on open files, which connections count against.</summary>
internal static class OpenFiles
{
    // What a process has open besides its connections.
    private const int Others = 300;

    /// <summary>How many this process, and what it starts, may have open; null when nobody says.</summary>
    public static long? Limit()
    {
        const string Limits = "/proc/self/limits";
        const string Name = "Max open files";
        if (!File.Exists(Limits)) return null;
        var line = File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <param name="connections">All together.</param>
    /// <param name="workers">Processes that share them.</param>
    /// <param name="startsServer">Whether a server of our own has to hold them all.</param>
    /// <param name="limit">See <see cref="Limit"/>.</param>
    /// <exception cref="UsageException">It is too low; the message says what to do.</exception>
    public static void Require(int connections, int workers, bool startsServer, long? limit)
    {
        var needed = Others + (startsServer ? connections : (connections + workers - 1) / workers);
        if (limit is not { } most || needed <= most) return;
        throw new UsageException(string.Create(CultureInfo.InvariantCulture,
            $"{connections:#,0} connections need {needed:#,0} open files in one process, and only {most:#,0} are allowed: run 'ulimit -n {needed}' first{(startsServer ? "" : ", or share them between more --workers")}"));
    }
}
