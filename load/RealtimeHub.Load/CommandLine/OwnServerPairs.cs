namespace RealtimeHub.Load.CommandLine;

/// <summary>Says in the plan of a report that the server was started for the run, and how.</summary>
internal static class OwnServerPairs
{
    // They are gone with it.
    private static readonly string[] Gone = [ServerOptions.ApiKey.Name, ServerOptions.ProcessId.Name];

    public static IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> plan, RunRequest request)
    {
        if (!request.StartsServer) return plan;
        var pairs = new Dictionary<string, string> { [ServerOptions.Url.Name] = "a server of its own" };
        foreach (var (name, value) in plan)
            if (!Gone.Contains(name)) pairs.TryAdd(name, value);
        foreach (var (name, value) in request.Settings) pairs[$"--set {name}"] = value;
        return pairs;
    }
}
