namespace RealtimeHub.Load.CommandLine;

/// <summary>Reads the command line of <c>load:connections</c>.</summary>
internal static class OptionReader
{
    private const int RepeatOfComparison = 3;

    /// <exception cref="UsageException">It makes no sense; the message says why.</exception>
    public static LoadOptions Read(IReadOnlyList<string> args)
    {
        var options = new LoadOptions();
        int? repeat = null;
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i];
            if (name == "--compare")
            {
                options = options with { Servers = OptionValue.BothServers };
                continue;
            }

            var value = ++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value");
            options = name switch
            {
                "--connections" => options with { Connections = OptionValue.Whole(name, value, 1, OptionValue.MaxConnections) },
                "--topics" => options with { Topics = OptionValue.Whole(name, value, 1, OptionValue.MaxConnections) },
                "--rate" => options with { Rate = OptionValue.Number(name, value, 0.1, 20_000) },
                "--seconds" => options with { Seconds = OptionValue.Whole(name, value, 1, 3_600) },
                "--warmup" => options with { Warmup = OptionValue.Whole(name, value, 0, 600) },
                "--server" => options with { Servers = [OptionValue.Server(value)] },
                "--json" => options with { JsonFile = value },
                "--repeat" => options with { Repeat = (repeat = OptionValue.Whole(name, value, 1, 50)).Value },
                _ => throw new UsageException($"{name} is no option"),
            };
        }

        return Checked(options with { Repeat = repeat ?? (options.Compares ? RepeatOfComparison : 1) });
    }

    private static LoadOptions Checked(LoadOptions options) =>
        options.Topics <= options.Connections ? options : throw new UsageException("more topics than connections: some would have no subscriber");
}
