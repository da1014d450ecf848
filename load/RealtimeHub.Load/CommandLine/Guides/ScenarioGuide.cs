using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.CommandLine.Guides;

/// <summary>What the command line knows of a scenario: what its help teaches, which options it has, and their defaults.</summary>
internal sealed record ScenarioGuide
{
    public required Scenario Scenario { get; init; }

    /// <summary>The command.</summary>
    public required string Name { get; init; }

    /// <summary>One line for the list of all.</summary>
    public required string Summary { get; init; }

    public required string Shows { get; init; }

    public required string When { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    /// <summary>Names of options besides <see cref="PlanOptions.Common"/>.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>A plan with its defaults; the target does not count.</summary>
    public Func<LoadPlan, LoadPlan> Defaults { get; init; } = plan => plan;

    /// <summary>Figures that only it has.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    public IReadOnlyList<Figure> AllFigures => [.. Verdicts.Figures.Common, .. Figures];

    /// <summary>In the order in which the help shows them.</summary>
    public IEnumerable<PlanOption> PlanOptions => CommandLine.PlanOptions.All.Where(option =>
        CommandLine.PlanOptions.Common.Contains(option.Name) || Options.Contains(option.Name));
}

/// <param name="Arguments">What follows the name of the scenario.</param>
/// <param name="Text">What it is good for.</param>
internal sealed record Example(string Arguments, string Text);
