namespace RealtimeHub.Load.Servers;

/// <summary>The servers that can be measured.</summary>
internal enum ServerKind
{
    RealtimeHub,
    SignalR,
}

/// <summary>How each of them is found and started.</summary>
internal static class ServerKinds
{
    public static string NameOf(ServerKind kind) => kind == ServerKind.RealtimeHub ? "realtimehub" : "signalr";

    /// <summary>The folder of its project below the root of the repository.</summary>
    public static string FolderOf(ServerKind kind) =>
        kind == ServerKind.RealtimeHub ? Path.Combine("server", "RealtimeHub.Server") : Path.Combine("load", "PlainSignalR");

    /// <summary>Both run as in production. RealtimeHub asks publishers for a key there.</summary>
    public static Dictionary<string, string> EnvironmentOf(ServerKind kind, IReadOnlyDictionary<string, string> settings, string apiKey)
    {
        var environment = new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production" };
        if (kind == ServerKind.RealtimeHub)
        {
            environment["RealtimeHub__Access__AnonymousSubscribers"] = "true";
            environment["RealtimeHub__Access__ApiKeys__0"] = apiKey;
            foreach (var (name, value) in settings) environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return environment;
    }
}
