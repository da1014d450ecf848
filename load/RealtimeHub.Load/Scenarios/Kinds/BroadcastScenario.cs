using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Scenarios.Kinds;

/// <summary>All subscribers follow one topic.</summary>
internal sealed class BroadcastScenario : SteadyScenario
{
    protected override LoadPlan Fit(LoadPlan plan) => plan with { Topics = 1 };
}
