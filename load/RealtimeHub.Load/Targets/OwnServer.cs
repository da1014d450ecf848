using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.Targets;

/// <summary>A RealtimeHub server, as in production, on a free port of the loopback interface.</summary>
internal sealed class OwnServer : IOwnServer
{
    private readonly ServerProcess _process;

    private OwnServer(ServerProcess process, TargetPlan target) => (_process, Target) = (process, target);

    public TargetPlan Target { get; }

    public CancellationToken Ended => _process.Ended;

    public string Output => _process.Output;

    /// <summary>Fits <see cref="StartOwnServer"/>.</summary>
    public static async Task<IOwnServer> StartAsync(string dialect, IReadOnlyDictionary<string, string> settings, CancellationToken stop)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var apiKey = Guid.NewGuid().ToString("N"); // for this run; it protects nothing
        var process = await ServerProcess.StartAsync(CommandFor(address, apiKey, settings), new Pinning(), stop);
        return new OwnServer(process, new TargetPlan
        {
            Url = new Uri(address, "/hub"),
            Dialect = dialect,
            ApiKey = apiKey,
            ProcessId = process.Id,
            Name = dialect.EndsWith("msgpack", StringComparison.Ordinal) ? "RealtimeHub (MessagePack)" : "RealtimeHub (JSON)",
        });
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static ServerCommand CommandFor(Uri address, string apiKey, IReadOnlyDictionary<string, string> settings)
    {
        var folder = Path.Combine(Repository.Root, "server", "RealtimeHub.Server");
        var program = Path.Combine(folder, "bin", "Release", "net10.0", "RealtimeHub.Server.dll");
        if (!File.Exists(program)) throw new LoadException($"{program} is not built");
        return new ServerCommand
        {
            Line = ["dotnet", program, "--urls", address.GetLeftPart(UriPartial.Authority)],
            Folder = folder,
            Environment = EnvironmentFor(apiKey, settings),
            ReadyUrl = new Uri(address, "/health/ready"),
        };
    }

    /// <summary>Publishers are asked for a key in production. What a user sets comes last, and wins.</summary>
    private static Dictionary<string, string> EnvironmentFor(string apiKey, IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RealtimeHub__Access__AnonymousSubscribers"] = "true",
            ["RealtimeHub__Access__ApiKeys__0"] = apiKey,
            ["RealtimeHub__DefaultNamespace__AllowClientPublish"] = "true", // costs nothing where nobody does
            ["RealtimeHub__Limits__Connection__Publish"] = "off", // one client of ours publishes for thousands
            ["RealtimeHub__Limits__Connection__Total"] = "off",
        };
        foreach (var (name, value) in settings) environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return environment;
    }
}
