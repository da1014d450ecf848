using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Runs;

/// <summary>All runs that were asked for, one after the other.</summary>
internal static class Campaign
{
    /// <summary>
    /// The servers take turns, and each round changes which of them is first: what happens to the machine meanwhile happens to both.
    /// </summary>
    /// <returns>The results, those of one server together, in the order of the servers.</returns>
    public static async Task<IReadOnlyList<T>> RunAsync<T>(
        IReadOnlyList<ServerKind> servers, int rounds, Func<ServerKind, Progress, CancellationToken, Task<T>> run, CancellationToken stop)
    {
        var results = new List<(ServerKind Server, T Result)>();
        var progress = new Progress();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var kind in round % 2 == 1 ? servers : servers.Reverse())
            {
                progress.Begin($"{ServerKinds.NameOf(kind)}, round {round} of {rounds}");
                results.Add((kind, await run(kind, progress, stop)));
            }
        }

        return [.. results.OrderBy(result => result.Server).Select(result => result.Result)];
    }
}
