using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Reads the command line of <c>load:slow-readers</c>.</summary>
internal static class SlowReadersOptionReader
{
    private static readonly string[] Policies = ["Recover", "Latest", "Disconnect"];

    /// <exception cref="UsageException">It makes no sense; the message says why.</exception>
    public static SlowReadersOptions Read(IReadOnlyList<string> args)
    {
        var options = new SlowReadersOptions();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            options = name switch
            {
                "--compare" => options with { Servers = OptionValue.BothServers },
                "--write-docs" => options with { WritesDocs = true },
                _ => With(options, name, ++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value")),
            };
        }

        return Checked(options);
    }

    private static SlowReadersOptions With(SlowReadersOptions options, string name, string value) => name switch
    {
        "--connections" => options with { Connections = OptionValue.Whole(name, value, 1, OptionValue.MaxConnections) },
        "--rate" => options with { Rate = OptionValue.Number(name, value, 0.1, 1_000) },
        "--bytes" => options with { Bytes = OptionValue.Whole(name, value, Payload.MinLength, Payload.MaxLength) },
        "--warmup" => options with { Warmup = OptionValue.Whole(name, value, 0, 600) },
        "--quiet" => options with { Quiet = OptionValue.Whole(name, value, 1, 3_600) },
        "--seconds" => options with { Seconds = OptionValue.Whole(name, value, 1, 3_600) },
        "--slow-never" => options with { SlowNever = OptionValue.Whole(name, value, 0, OptionValue.MaxConnections) },
        "--slow-count" => options with { SlowCount = OptionValue.Whole(name, value, 0, OptionValue.MaxConnections) },
        "--slow-rate" => options with { SlowRate = OptionValue.Whole(name, value, 1, 1_000_000_000) },
        "--policy" => options with { Policy = Policy(value) },
        "--set" => options with { Settings = With(options.Settings, value) },
        "--server" => options with { Servers = [OptionValue.Server(value)] },
        "--repeat" => options with { Repeat = OptionValue.Whole(name, value, 1, 50) },
        "--json" => options with { JsonFile = value },
        "--plot" => options with { PlotFile = value },
        _ => throw new UsageException($"{name} is no option"),
    };

    private static SlowReadersOptions Checked(SlowReadersOptions options)
    {
        if (options.Healthy < 1) throw new UsageException("more slow connections than connections: nobody would be healthy");
        if (options.WritesDocs && options.Servers.Count == 1) throw new UsageException("--write-docs needs --compare: the picture shows both servers");
        return options;
    }

    private static string Policy(string value) => Array.Find(Policies, policy => policy.Equals(value, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"--policy {value}: {string.Join(", ", Policies)}");

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> settings, string value) => value.Split('=', 2) is [{ Length: > 0 } name, var text]
        ? new Dictionary<string, string>(settings) { [name] = text }
        : throw new UsageException($"--set {value}: a setting and its value are needed, such as RealtimeHub:Connections:WriteTimeout=00:00:05");
}
