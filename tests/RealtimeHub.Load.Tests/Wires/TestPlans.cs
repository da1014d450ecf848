using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Tests.Wires;

/// <summary>Plans for tests.</summary>
internal static class TestPlans
{
    public static LoadPlan WebSocket(WireServer server, Scenario scenario = Scenario.Broadcast) => Of(server.Url, "websocket", scenario);

    public static LoadPlan Of(Uri url, string dialect, Scenario scenario = Scenario.Broadcast) => new()
    {
        Scenario = scenario,
        Target = new TargetPlan { Url = url, Dialect = dialect },
    };
}
