using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Verdicts;

/// <summary>What must not be true of a run, such as <c>p99&gt;50ms</c>.</summary>
internal sealed record Rule(Figure Figure, Comparison Comparison, double Limit, Unit Unit, string Number)
{
    /// <summary>As it was written, without blanks.</summary>
    public override string ToString() => $"{Figure.Name}{Comparison.Sign()}{Number}{Unit.Name}";

    /// <summary>A figure that the run does not have breaks the rule: nobody can say that it was kept.</summary>
    public RuleResult Judge(RunReport report)
    {
        var value = Figure.Of(report) / Unit.Factor;
        return new RuleResult(ToString(), value, value is null || Comparison.Holds(value.Value, Limit));
    }
}
