using System.Globalization;

namespace RealtimeHub.Load.Reports;

/// <summary>A verdict in words.</summary>
internal static class VerdictLines
{
    /// <summary>Such as <c>Passed: all 7 rules were kept</c>.</summary>
    public static string Headline(Verdict verdict)
    {
        var broken = verdict.Rules.Count(rule => rule.Broken);
        return verdict.Rules.Count == 0 ? "Passed: there was no rule to be kept"
            : broken == 0 ? $"Passed: {(verdict.Rules.Count == 1 ? "the rule was" : $"all {verdict.Rules.Count} rules were")} kept"
            : $"Failed: {broken} of {verdict.Rules.Count} {(verdict.Rules.Count == 1 ? "rule" : "rules")} broken";
    }

    /// <summary>Such as <c>p99&gt;50ms: it was 61.2 ms</c>.</summary>
    public static string Measured(RuleResult result) => result.Value is not { } value
        ? "this run has no such figure, so nobody can say that it was kept"
        : $"it was {value.ToString(value >= 100 ? "#,0.#" : "0.###", CultureInfo.InvariantCulture)} {UnitOf(result.Rule)}".TrimEnd();

    private static string UnitOf(string rule) => new([.. rule.Reverse().TakeWhile(letter => !char.IsAsciiDigit(letter)).Reverse()]);
}
