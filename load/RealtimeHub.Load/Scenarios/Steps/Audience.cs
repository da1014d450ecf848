using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Who follows what: subscriber i follows topic i modulo the number of topics.</summary>
internal static class Audience
{
    /// <summary>How many of so many subscribers follow a topic.</summary>
    public static long Of(int topic, int topics, int connections) => (connections / topics) + (topic < connections % topics ? 1 : 0);

    /// <summary>How many followers of a topic stay healthy. The first subscribers are those that become slow.</summary>
    public static long HealthyOf(LoadPlan plan, int topic) =>
        Of(topic, plan.Topics, plan.Connections) - (plan.Scenario is Scenario.SlowReaders or Scenario.Mixed ? Of(topic, plan.Topics, plan.SlowNever + plan.SlowCount) : 0);

    /// <summary>How many deliveries so many events make, those left out that the server refused.</summary>
    public static long DeliveriesOf(Run run, IReadOnlyList<long> last) =>
        last.Index().Sum(topic => Of(topic.Index, last.Count, run.Plan.Connections) * (topic.Item - run.Publication.Numbers.Refused(topic.Index)));

    /// <summary>How many deliveries are missing although nothing was lost: the server refused the events, and took later ones.</summary>
    public static long RefusedDeliveries(Run run) => Enumerable.Range(0, run.Plan.Topics)
        .Sum(topic => Of(topic, run.Plan.Topics, run.Plan.Connections) * run.Publication.Numbers.Refused(topic));
}
