using System.Globalization;
using RealtimeHub.Load.Verdicts;

namespace RealtimeHub.Load.Reports;

/// <summary>A verdict in words.</summary>
internal static class VerdictLines
{
    /// <summary>Such as <c>Passed: no faults, and 2 rules were kept</c>.</summary>
    public static string Headline(Verdict verdict)
    {
        var broken = verdict.Rules.Count(rule => rule.Broken);
        if (broken > 0) return $"Failed: {broken} of {verdict.Rules.Count} {(verdict.Rules.Count == 1 ? "rule" : "rules")} broken";
        var ofFaults = verdict.Rules.Count(rule => Judge.IsOfFaults(rule.Rule));
        var own = verdict.Rules.Count - ofFaults;
        var kept = own == 1 ? "the rule was kept" : $"{own} rules were kept";
        return (ofFaults, own) switch
        {
            (0, 0) => "Passed: there was no rule to be kept",
            (0, _) => $"Passed: {kept}",
            (_, 0) => "Passed: no faults",
            _ => $"Passed: no faults, and {kept}",
        };
    }

    /// <summary>Such as <c>p99&gt;50ms: it was 61.2 ms</c>.</summary>
    public static string Measured(RuleResult result) => result.Value is not { } value
        ? "this run has no such figure, so nobody can say that it was kept"
        : $"it was {value.ToString(value >= 100 ? "#,0.#" : "0.###", CultureInfo.InvariantCulture)} {UnitOf(result.Rule)}".TrimEnd();

    private static string UnitOf(string rule) => new([.. rule.Reverse().TakeWhile(letter => !char.IsAsciiDigit(letter)).Reverse()]);
}
