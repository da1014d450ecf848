using System.Globalization;
using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>Reads the value of one option. Everything is bounded, so that a slip of the finger cannot take the machine down.</summary>
internal static class OptionValue
{
    public const int MaxConnections = 60_000;

    public static readonly IReadOnlyList<ServerKind> BothServers = [ServerKind.RealtimeHub, ServerKind.SignalR];

    public static int Whole(string name, string value, int min, int max) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new UsageException($"{name} {value}: a whole number from {min} to {max} is needed");

    public static double Number(string name, string value, double min, double max) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new UsageException($"{name} {value}: a number from {min} to {max} is needed");

    public static ServerKind Server(string value) => value switch
    {
        "realtimehub" => ServerKind.RealtimeHub,
        "signalr" => ServerKind.SignalR,
        _ => throw new UsageException($"--server {value}: realtimehub or signalr"),
    };
}
