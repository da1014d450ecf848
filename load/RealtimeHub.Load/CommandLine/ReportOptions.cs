using System.CommandLine;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The options that say what is made of a run; all scenarios have them.</summary>
internal static class ReportOptions
{
    public static readonly Option<string[]> Set = new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "A setting of the server that is started for the run, such as RealtimeHub:Connections:WriteTimeout=00:00:05. May be given several times.",
        AllowMultipleArgumentsPerToken = false,
    };

    public static readonly Option<string[]> FailIf = new("--fail-if")
    {
        HelpName = "RULE",
        Description = "Fails the run when the rule is true, such as \"p99>50ms\" or \"delivered<99%\". May be given several times. A figure that the run does not have breaks its rule.",
        AllowMultipleArgumentsPerToken = false,
    };

    public static readonly Option<bool> AllowFaults = new("--allow-faults")
    {
        Description = "Lost, repeated and misplaced events, broken connections and unpublished events are only reported. Without it they fail the run, unless a rule of yours says how many are too many.",
    };

    public static readonly Option<string> JsonFile = new("--json")
    {
        HelpName = "FILE", Description = "Writes the report as JSON; 'schema' prints what it looks like, 'compare' reads it.",
    };

    public static readonly Option<string> HtmlFile = new("--html")
    {
        HelpName = "FILE", Description = "Writes the report as one page with plots that needs no network.",
    };

    public static readonly Option<bool> QuietTerminal = new("--quiet-terminal")
    {
        Description = "Prints nothing but the result.",
    };

    public static readonly IReadOnlyList<Option> All = [FailIf, AllowFaults, JsonFile, HtmlFile, QuietTerminal];
}
