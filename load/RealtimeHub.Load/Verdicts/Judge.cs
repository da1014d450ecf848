using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Verdicts;

/// <summary>Says whether a run kept its rules.</summary>
internal static class Judge
{
    /// <summary>Nobody wants these, so they fail a run unless they are allowed, or a rule of the user says how many are too many.</summary>
    private static readonly string[] Faults = ["loss", "repeats", "disorder", "broken", "unpublished"];

    /// <param name="report">What the run showed.</param>
    /// <param name="rules">Those of the user.</param>
    /// <param name="allowFaults">Whether faults are only reported.</param>
    public static Verdict Of(RunReport report, IReadOnlyList<Rule> rules, bool allowFaults)
    {
        var own = allowFaults ? [] : FaultRules(rules);
        RuleResult[] results = [.. rules.Concat(own).Select(rule => rule.Judge(report))];
        return new Verdict(!results.Any(result => result.Broken), results);
    }

    /// <summary>Whether a rule says that there must be none of a fault, whoever wrote it.</summary>
    public static bool IsOfFaults(string rule) => Faults.Any(name => rule == $"{name}>0");

    private static IEnumerable<Rule> FaultRules(IReadOnlyList<Rule> rules) => Faults
        .Where(name => !rules.Any(rule => rule.Figure.Name == name))
        .Select(name => new Rule(Figures.Common.First(figure => figure.Name == name), Comparison.Above, 0, Unit.Find("")!, "0"));
}
