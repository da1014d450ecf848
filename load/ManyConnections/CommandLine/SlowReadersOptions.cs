using RealtimeHub.Load.Servers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>What is to be run with slow readers.</summary>
internal sealed record SlowReadersOptions
{
    public int Connections { get; init; } = 5_000;

    /// <summary>Events a second.</summary>
    public double Rate { get; init; } = 3;

    /// <summary>
    /// The length of the data of an event. Large events soon fill what lies between server and client: the kernel of the
    /// server may keep a megabyte for each client that does not read, and only then is the server held up.
    /// </summary>
    public int Bytes { get; init; } = 10_240;

    public int Warmup { get; init; } = 40;

    /// <summary>Seconds in which all read.</summary>
    public int Quiet { get; init; } = 60;

    /// <summary>Seconds in which some are slow.</summary>
    public int Seconds { get; init; } = 180;

    /// <summary>How many stop reading altogether.</summary>
    public int SlowNever { get; init; } = 50;

    /// <summary>How many read slowly.</summary>
    public int SlowCount { get; init; } = 50;

    /// <summary>How many bytes a second these read.</summary>
    public int SlowRate { get; init; } = 1_024;

    /// <summary>What RealtimeHub does with clients that are behind.</summary>
    public string Policy { get; init; } = "Recover";

    /// <summary>Settings of RealtimeHub that differ from its defaults, the policy left out.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ServerKind> Servers { get; init; } = [ServerKind.RealtimeHub];

    public int Repeat { get; init; } = 1;

    public string? JsonFile { get; init; }

    public string? PlotFile { get; init; }

    /// <summary>Whether the picture and the table in the documentation are to be made anew.</summary>
    public bool WritesDocs { get; init; }

    public int Healthy => Connections - SlowNever - SlowCount;

    public Dictionary<string, string> ServerSettings =>
        new(Settings) { ["RealtimeHub:DefaultNamespace:Behind:Policy"] = Policy };
}
