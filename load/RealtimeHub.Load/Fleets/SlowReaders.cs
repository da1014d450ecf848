using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Fleets;

/// <summary>Which subscribers of a run become slow: the first ones, if its scenario has any.</summary>
internal static class SlowReaders
{
    /// <returns>How many bytes a second the subscriber will read, 0 for none; null when it stays healthy.</returns>
    public static double? RateOf(LoadPlan plan, int subscriber)
    {
        if (plan.Scenario is not (Scenario.SlowReaders or Scenario.Mixed)) return null;
        if (subscriber < plan.SlowNever) return 0;
        return subscriber < plan.SlowNever + plan.SlowCount ? plan.SlowRate : null;
    }
}
