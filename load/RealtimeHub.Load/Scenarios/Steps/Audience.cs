using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Who follows what: subscriber i follows topic i modulo the number of topics. The first subscribers are those that become slow.</summary>
internal static class Audience
{
    /// <summary>How many of so many subscribers follow a topic.</summary>
    public static long Of(int topic, int topics, int connections) => (connections / topics) + (topic < connections % topics ? 1 : 0);

    /// <summary>How many healthy subscribers a topic has: those that are to get every event.</summary>
    public static long ReadersOf(LoadPlan plan, int topic) => plan.Scenario switch
    {
        Scenario.Mixed => (topic == 0 ? Math.Max(0, BigOf(plan.Connections) - SlowOf(plan)) : 0) + Of(topic, plan.Topics, plan.Connections - BigOf(plan.Connections)),
        Scenario.SlowReaders => Of(topic, plan.Topics, plan.Connections) - Of(topic, plan.Topics, SlowOf(plan)),
        _ => Of(topic, plan.Topics, plan.Connections),
    };

    /// <summary>How many of the subscribers of a mixed load follow the first topic alone. The slow ones are among them.</summary>
    public static int BigOf(int connections) => connections / 2;

    /// <summary>How many deliveries to healthy subscribers the events make, those left out that the server refused.</summary>
    public static long DeliveriesOf(LoadPlan plan, TopicNumbers numbers) =>
        numbers.Last().Index().Sum(topic => ReadersOf(plan, topic.Index) * topic.Item) - RefusedDeliveries(plan, numbers);

    /// <summary>How many deliveries healthy subscribers miss although nothing was lost: the server refused the events, and took later ones.</summary>
    public static long RefusedDeliveries(LoadPlan plan, TopicNumbers numbers) =>
        Enumerable.Range(0, numbers.Topics).Sum(topic => ReadersOf(plan, topic) * numbers.Refused(topic));

    private static int SlowOf(LoadPlan plan) => plan.SlowNever + plan.SlowCount;
}
