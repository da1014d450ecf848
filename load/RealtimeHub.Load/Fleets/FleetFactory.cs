using RealtimeHub.Load.Fleets.DotNet;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets;

/// <summary>Knows which kind of fleet a plan asks for.</summary>
internal static class FleetFactory
{
    public static IFleet Open(LoadPlan plan) => plan.Client == ClientKind.DotNet ? new DotNetFleet(plan) : new EngineFleet(plan);
}
