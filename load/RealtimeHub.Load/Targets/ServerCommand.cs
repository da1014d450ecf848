namespace RealtimeHub.Load.Targets;

/// <summary>How a server is started.</summary>
internal sealed record ServerCommand
{
    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Line { get; init; }

    public required string Folder { get; init; }

    /// <summary>In addition to the environment of this program.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What it answers with success when it is ready.</summary>
    public required Uri ReadyUrl { get; init; }
}
