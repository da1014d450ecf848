using RealtimeHub.Load.Fleets.DotNet;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets;

/// <summary>Knows which kind of fleet a plan asks for.</summary>
internal static class FleetFactory
{
    /// <exception cref="LoadException">There is none that can do what the plan asks for.</exception>
    public static async Task<IFleet> OpenAsync(LoadPlan plan, CancellationToken stop) => plan switch
    {
        { Client: ClientKind.DotNet } => new DotNetFleet(plan),
        { Workers: > 1 } => await WorkerFleet.StartAsync(plan, stop),
        _ => new EngineFleet(plan),
    };
}
