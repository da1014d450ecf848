using System.CommandLine;
using System.Globalization;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.CommandLine;

/// <summary>An option with a value of one type.</summary>
/// <param name="group">Where the help shows it.</param>
/// <param name="symbol">Name and parser.</param>
/// <param name="text">What it is, with its unit.</param>
/// <param name="of">Its value in a plan.</param>
/// <param name="with">A plan with another value.</param>
internal sealed class PlanOption<T>(OptionGroup group, Option<T> symbol, string text, Func<LoadPlan, object?> of, Func<LoadPlan, T, LoadPlan> with)
    : PlanOption(group, symbol, text)
{
    public override LoadPlan Apply(LoadPlan plan, ParseResult result) => IsGiven(result) ? with(plan, result.GetValue(symbol)!) : plan;

    public override string? ValueIn(LoadPlan plan) => of(plan) switch
    {
        null => null,
        Enum value => value.ToString().ToLowerInvariant(),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => value.ToString(),
    };
}
