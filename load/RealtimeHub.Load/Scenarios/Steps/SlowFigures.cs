using RealtimeHub.Load.Fleets;
using RealtimeHub.Load.Reports;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>What became of the slow readers of a run, as figures.</summary>
internal static class SlowFigures
{
    public static NamedFigure[] Of(SlowResult result)
    {
        var slow = result.Both();
        return
        [
            new("slow-ended", "connections of slow readers that ended", slow.Ended(), ""),
            new("slow-read", "events that slow readers read", slow.Read, ""),
            new("slow-announced", "events announced to slow readers as lost", slow.Announced, ""),
            new("slow-lost", "events that slow readers lost without a notice", slow.Lost, ""),
            new("slow-repeated", "events that came to slow readers again, or late", slow.Repeated, ""),
        ];
    }
}
