using RealtimeHub.Load.CommandLine;
using RealtimeHub.Load.CommandLine.Guides;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>A plan as it stands in a report: by the names of the options that its scenario has, those that have a value.</summary>
internal static class PlanPairs
{
    public static string NameOf(Scenario scenario) => ScenarioGuides.Of(scenario).Name;

    public static IReadOnlyDictionary<string, string> Of(LoadPlan plan)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var option in ScenarioGuides.Of(plan.Scenario).PlanOptions)
            if (option != ServerOptions.Name && option.ValueIn(plan) is { } value) pairs[option.Name] = value;
        return pairs;
    }
}
