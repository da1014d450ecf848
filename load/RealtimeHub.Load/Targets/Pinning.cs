namespace RealtimeHub.Load.Targets;

/// <summary>On which cores client and server run. The launcher pins the client before it starts, and says here what is for the server.</summary>
internal sealed class Pinning
{
    private const string ServerCoreVariable = "LOAD_SERVER_CORE";
    private const string ClientCoreVariable = "LOAD_CLIENT_CORE";
    private const string InlineCompletionsVariable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private readonly string? _serverCore = Environment.GetEnvironmentVariable(ServerCoreVariable);
    private readonly string? _clientCore = Environment.GetEnvironmentVariable(ClientCoreVariable);

    /// <summary>What stands before the command of a server.</summary>
    public IReadOnlyList<string> ServerPrefix => _serverCore is null ? [] : ["taskset", "-c", _serverCore];

    /// <summary>What was set for the client alone; servers run with their defaults.</summary>
    public static void RemoveClientSettings(IDictionary<string, string?> environment)
    {
        environment.Remove(InlineCompletionsVariable);
        environment.Remove(ServerCoreVariable);
        environment.Remove(ClientCoreVariable);
    }

    public override string ToString() => _serverCore is null ? "not pinned to cores" : $"server on core {_serverCore}, client on core {_clientCore}";
}
