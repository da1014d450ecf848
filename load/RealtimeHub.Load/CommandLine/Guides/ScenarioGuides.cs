using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.CommandLine.Guides;

/// <summary>All scenarios, in the order in which one tries them.</summary>
internal static class ScenarioGuides
{
    public static readonly IReadOnlyList<ScenarioGuide> All =
    [
        DeliveryGuides.Broadcast,
        DeliveryGuides.Topics,
        DeliveryGuides.Burst,
        ConnectionGuides.Idle,
        ConnectionGuides.Connect,
        ConnectionGuides.ReconnectStorm,
        ConnectionGuides.SlowReaders,
        ConnectionGuides.Churn,
        DeliveryGuides.Publish,
        DeliveryGuides.Mixed,
    ];

    public static ScenarioGuide Of(Scenario scenario) => All.First(guide => guide.Scenario == scenario);
}
