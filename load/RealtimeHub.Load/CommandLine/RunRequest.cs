using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.CommandLine;

/// <summary>What the user asked for: a plan, and what is to be made of the run.</summary>
internal sealed record RunRequest
{
    public required LoadPlan Plan { get; init; }

    /// <summary>Whether a server has to be started, because no address was given; the target of the plan is then not yet known.</summary>
    public required bool StartsServer { get; init; }

    /// <summary>Settings of that server that differ from its defaults.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Rule> Rules { get; init; } = [];

    public bool AllowsFaults { get; init; }

    public string? JsonFile { get; init; }

    public string? HtmlFile { get; init; }

    public bool IsQuiet { get; init; }
}
