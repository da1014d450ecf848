using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios.Kinds;

namespace RealtimeHub.Load.Scenarios;

/// <summary>What stands behind the name of a scenario.</summary>
internal static class ScenarioTable
{
    public static IScenario Of(Scenario scenario) => scenario switch
    {
        Scenario.Broadcast => new BroadcastScenario(),
        Scenario.Topics => new TopicsScenario(),
        Scenario.Burst => new BurstScenario(),
        Scenario.Idle => new IdleScenario(),
        Scenario.Connect => new ConnectScenario(),
        Scenario.ReconnectStorm => new ReconnectStormScenario(),
        Scenario.SlowReaders => new SlowReadersScenario(),
        Scenario.Churn => new ChurnScenario(),
        Scenario.Publish => new PublishScenario(),
        Scenario.Mixed => new MixedScenario(),
        _ => throw new ArgumentOutOfRangeException(nameof(scenario)),
    };
}
