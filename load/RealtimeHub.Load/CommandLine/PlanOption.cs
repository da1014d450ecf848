using System.CommandLine;

namespace RealtimeHub.Load.CommandLine;

/// <summary>An option of the command line that sets one value of a plan.</summary>
internal abstract class PlanOption(OptionGroup group, Option symbol, string text)
{
    public OptionGroup Group => group;

    public Option Symbol => symbol;

    public string Name => symbol.Name;

    /// <summary>What it is, with its unit.</summary>
    public string Text => text;

    /// <summary>The plan with the value of the command line, when there is one.</summary>
    public abstract Plans.LoadPlan Apply(Plans.LoadPlan plan, ParseResult result);

    /// <summary>The value in a plan as it would be written on the command line; null when it has none.</summary>
    public abstract string? ValueIn(Plans.LoadPlan plan);

    /// <summary>Whether the user wrote it.</summary>
    public bool IsGiven(ParseResult result) => result.GetResult(symbol) is { Implicit: false };
}

/// <summary>What the help puts together.</summary>
internal enum OptionGroup
{
    Server,
    Load,
    Publishing,
    Connecting,
    Reports,
}
