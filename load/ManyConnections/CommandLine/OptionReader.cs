using System.Globalization;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Reads the command line.</summary>
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
                options = options with { Servers = [ServerKind.RealtimeHub, ServerKind.SignalR] };
                continue;
            }

            var value = ++i < args.Count ? args[i] : throw new UsageException($"{name} needs a value");
            options = name switch
            {
                "--connections" => options with { Connections = Whole(name, value, 1, 60_000) },
                "--topics" => options with { Topics = Whole(name, value, 1, 60_000) },
                "--rate" => options with { Rate = Number(name, value, 0.1, 20_000) },
                "--seconds" => options with { Seconds = Whole(name, value, 1, 3_600) },
                "--warmup" => options with { Warmup = Whole(name, value, 0, 600) },
                "--server" => options with { Servers = [Server(value)] },
                "--json" => options with { JsonFile = value },
                "--repeat" => options with { Repeat = (repeat = Whole(name, value, 1, 50)).Value },
                _ => throw new UsageException($"{name} is no option"),
            };
        }

        return Checked(options with { Repeat = repeat ?? (options.Compares ? RepeatOfComparison : 1) });
    }

    private static LoadOptions Checked(LoadOptions options) =>
        options.Topics <= options.Connections ? options : throw new UsageException("more topics than connections: some would have no subscriber");

    private static int Whole(string name, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new UsageException($"{name} {value}: a whole number from {min} to {max} is needed");

    private static double Number(string name, string value, double min, double max) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new UsageException($"{name} {value}: a number from {min} to {max} is needed");

    private static ServerKind Server(string value) => value switch
    {
        "realtimehub" => ServerKind.RealtimeHub,
        "signalr" => ServerKind.SignalR,
        _ => throw new UsageException($"--server {value}: realtimehub or signalr"),
    };
}

/// <summary>The user asked for something that cannot be done.</summary>
internal sealed class UsageException(string message) : Exception(message);
