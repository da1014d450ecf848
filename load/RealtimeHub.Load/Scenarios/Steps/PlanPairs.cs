using System.Globalization;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>The plan as it stands in a report: by the names of the options, with those that belong to the scenario alone.</summary>
internal static class PlanPairs
{
    public static string NameOf(Scenario scenario) => scenario == Scenario.ReconnectStorm ? "reconnect-storm"
        : scenario == Scenario.SlowReaders ? "slow-readers" : Lower(scenario);

    public static IReadOnlyDictionary<string, string> Of(LoadPlan plan)
    {
        var pairs = new Dictionary<string, string>
        {
            ["--dialect"] = plan.Target.Dialect,
            ["--client"] = Lower(plan.Client),
            ["--connections"] = Text(plan.Connections),
            ["--topics"] = Text(plan.Topics),
            ["--rate"] = Text(plan.Rate),
            ["--bytes"] = Text(plan.Bytes),
            ["--warmup"] = Text(plan.Warmup),
            ["--seconds"] = Text(plan.Seconds),
            ["--publish"] = Lower(plan.Publish),
            ["--publishers"] = Text(plan.Publishers),
            ["--connecting"] = Text(plan.ConnectingAtOnce),
            ["--sources"] = Text(plan.Sources),
            ["--workers"] = Text(plan.Workers),
        };
        if (plan.ConnectRate is { } connectRate) pairs["--connect-rate"] = Text(connectRate);
        if (plan.Publish == PublishMode.Batch) pairs["--batch-size"] = Text(plan.BatchSize);
        if (plan.Publish == PublishMode.Single) pairs["--pipeline"] = Text(plan.Pipeline);
        foreach (var (name, value) in OwnOf(plan)) pairs[name] = value;
        return pairs;
    }

    private static IEnumerable<(string Name, string Value)> OwnOf(LoadPlan plan) => plan.Scenario switch
    {
        Scenario.Burst => [("--burst-size", Text(plan.BurstSize)), ("--burst-every", Text(plan.BurstEvery))],
        Scenario.Churn => [("--churn-rate", Text(plan.ChurnRate))],
        Scenario.SlowReaders => [("--quiet", Text(plan.Quiet)), .. SlowOf(plan)],
        Scenario.ReconnectStorm => [("--quiet", Text(plan.Quiet))],
        Scenario.Mixed => [("--quiet", Text(plan.Quiet)), ("--churn-rate", Text(plan.ChurnRate)), .. SlowOf(plan)],
        _ => [],
    };

    private static IEnumerable<(string Name, string Value)> SlowOf(LoadPlan plan) =>
        [("--slow-never", Text(plan.SlowNever)), ("--slow-count", Text(plan.SlowCount)), ("--slow-rate", Text(plan.SlowRate))];

    private static string Lower<T>(T value) where T : Enum => value.ToString().ToLowerInvariant();

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
