using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;
using static RealtimeHub.Load.CommandLine.ValueParsers;

namespace RealtimeHub.Load.CommandLine;

/// <summary>The options that say how much is done, and for how long.</summary>
internal static class LoadOptions
{
    public const int MaxConnections = 1_000_000;
    private const int MaxBytes = 1_000_000;

    /// <summary>A mark has five digits for the topic.</summary>
    private const int MaxTopics = 99_999;

    public static readonly IReadOnlyList<PlanOption> All =
    [
        Number("--connections", "Subscribers, all of them together.", 1, MaxConnections, plan => plan.Connections, (plan, value) => plan with { Connections = value }),
        Number("--topics", "Topics; subscribers and events are spread evenly over them.", 1, MaxTopics, plan => plan.Topics, (plan, value) => plan with { Topics = value }),
        Rate("--rate", "Events a second, over all topics.", 0.1, 1_000_000, plan => plan.Rate, (plan, value) => plan with { Rate = value }),
        Number("--bytes", $"The data of an event in bytes, with its quotes. At least {Marks.MinLength}: it carries a mark by which it is known.", Marks.MinLength, MaxBytes, plan => plan.Bytes, (plan, value) => plan with { Bytes = value }),
        Number("--warmup", "Seconds of the same load before anything is measured; a managed server needs about 20.", 0, 600, plan => plan.Warmup, (plan, value) => plan with { Warmup = value }),
        Number("--quiet", "Seconds before it happens, that the rest is compared with.", 1, 3_600, plan => plan.Quiet, (plan, value) => plan with { Quiet = value }),
        Number("--seconds", "Seconds that are measured.", 1, 3_600, plan => plan.Seconds, (plan, value) => plan with { Seconds = value }),
        Number("--burst-size", "Events that are due at once, over all topics.", 1, 1_000_000, plan => plan.BurstSize, (plan, value) => plan with { BurstSize = value }),
        Number("--burst-every", "Seconds from one burst to the next.", 1, 600, plan => plan.BurstEvery, (plan, value) => plan with { BurstEvery = value }),
        Rate("--churn-rate", "Connections a second that are dropped and opened again.", 0.1, 10_000, plan => plan.ChurnRate, (plan, value) => plan with { ChurnRate = value }),
        Number("--slow-never", "Subscribers that stop reading altogether.", 0, MaxConnections, plan => plan.SlowNever, (plan, value) => plan with { SlowNever = value }),
        Number("--slow-count", "Subscribers that read slowly.", 0, MaxConnections, plan => plan.SlowCount, (plan, value) => plan with { SlowCount = value }),
        Number("--slow-rate", "How many bytes a second each of these reads.", 1, 1_000_000_000, plan => plan.SlowRate, (plan, value) => plan with { SlowRate = value }),
    ];

    private static PlanOption<int> Number(string name, string text, int min, int max, Func<LoadPlan, object?> of, Func<LoadPlan, int, LoadPlan> with) =>
        new(OptionGroup.Load, Whole(name, "N", min, max), text, of, with);

    private static PlanOption<double> Rate(string name, string text, double min, double max, Func<LoadPlan, object?> of, Func<LoadPlan, double, LoadPlan> with) =>
        new(OptionGroup.Load, ValueParsers.Number(name, "R", min, max), text, of, with);
}
