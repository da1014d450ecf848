using RealtimeHub.Load.Plans;
using static RealtimeHub.Load.CommandLine.ValueParsers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The options that say how events are published, and how connections are opened and held.</summary>
internal static class WireOptions
{
    private static readonly Dictionary<string, PublishMode> Modes = new()
    {
        ["single"] = PublishMode.Single, ["batch"] = PublishMode.Batch, ["hub"] = PublishMode.Hub,
    };

    private static readonly Dictionary<string, ClientKind> Clients = new() { ["engine"] = ClientKind.Engine, ["dotnet"] = ClientKind.DotNet };

    public static readonly IReadOnlyList<PlanOption> All =
    [
        new PlanOption<PublishMode>(OptionGroup.Publishing, OneOf("--publish", "HOW", Modes),
            "single: one HTTP request for each event; batch: one for many; hub: over a connection of the hub.",
            plan => plan.Publish, (plan, value) => plan with { Publish = value }),
        Number(OptionGroup.Publishing, "--batch-size", "Events that one request carries, in a batch.", 1_000, plan => plan.BatchSize, (plan, value) => plan with { BatchSize = value }),
        Number(OptionGroup.Publishing, "--pipeline", "Events that a publisher may have under way, sent on one connection and not answered yet (and no more than 128 KiB of them). 1: each waits for the answer to the one before. Of --publish single.", 1_024, plan => plan.Pipeline, (plan, value) => plan with { Pipeline = value }),
        Number(OptionGroup.Publishing, "--publishers", "Publishers that share the topics. Each topic has one, or its order would not be defined.", 256, plan => plan.Publishers, (plan, value) => plan with { Publishers = value }),
        Number(OptionGroup.Connecting, "--connecting", "Connections that are being opened at any moment.", 10_000, plan => plan.ConnectingAtOnce, (plan, value) => plan with { ConnectingAtOnce = value }),
        new PlanOption<double>(OptionGroup.Connecting, ValueParsers.Number("--connect-rate", "R", 1, 100_000),
            "Connections a second at most. Without it: as fast as the server takes them.",
            plan => plan.ConnectRate, (plan, value) => plan with { ConnectRate = value }),
        Number(OptionGroup.Connecting, "--sources", "Loopback addresses (127.0.0.1, 127.0.0.2, ...) that connections come from: each has 28,000 ports.", 250, plan => plan.Sources, (plan, value) => plan with { Sources = value }),
        Number(OptionGroup.Connecting, "--workers", "Processes that hold the connections; more than one when one core cannot read it all.", 64, plan => plan.Workers, (plan, value) => plan with { Workers = value }),
        new PlanOption<ClientKind>(OptionGroup.Connecting, OneOf("--client", "WHAT", Clients),
            "engine: bare sockets, to measure the server; dotnet: the .NET client library, to measure that.",
            plan => plan.Client, (plan, value) => plan with { Client = value }),
    ];

    private static PlanOption<int> Number(OptionGroup group, string name, string text, int max, Func<LoadPlan, object?> of, Func<LoadPlan, int, LoadPlan> with) =>
        new(group, Whole(name, "N", 1, max), text, of, with);
}
