using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>What is to be run. Everything is bounded, so that a slip of the finger cannot take the machine down.</summary>
internal sealed record LoadOptions
{
    public int Connections { get; init; } = 1_000;

    public int Topics { get; init; } = 1;

    /// <summary>Events a second, over all topics.</summary>
    public double Rate { get; init; } = 4;

    public int Seconds { get; init; } = 30;

    /// <summary>Seconds of publishing before the measurement: the JIT is busy for about that long.</summary>
    public int Warmup { get; init; } = 20;

    /// <summary>The servers of one round, in the order of the first round.</summary>
    public IReadOnlyList<ServerKind> Servers { get; init; } = [ServerKind.RealtimeHub];

    public int Repeat { get; init; } = 1;

    public string? JsonFile { get; init; }

    public bool Compares => Servers.Count > 1;
}
