using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>All runs that were asked for, one after the other.</summary>
internal static class Campaign
{
    /// <summary>
    /// The servers take turns, and each round changes which of them is first: what happens to the machine meanwhile happens to both.
    /// </summary>
    public static async Task<IReadOnlyList<RunResult>> RunAsync(LoadOptions options, Pinning pinning, CancellationToken stop)
    {
        var results = new List<RunResult>();
        var progress = new Progress();
        for (var round = 1; round <= options.Repeat; round++)
        {
            foreach (var kind in round % 2 == 1 ? options.Servers : options.Servers.Reverse())
            {
                progress.Begin($"{ServerKinds.NameOf(kind)}, round {round} of {options.Repeat}");
                results.Add(await new LoadRun(options, kind, pinning, progress).ExecuteAsync(stop));
            }
        }

        return [.. results.OrderBy(result => result.Server, StringComparer.Ordinal)];
    }
}
