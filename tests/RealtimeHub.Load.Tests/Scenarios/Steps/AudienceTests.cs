using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Scenarios.Kinds;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class AudienceTests
{
    private static readonly Uri Anywhere = new("http://127.0.0.1:1/hub");

    [Fact]
    public void Subscribers_take_the_topics_in_turn() => Assert.Equal([3, 2, 2], Enumerable.Range(0, 3).Select(topic => Audience.Of(topic, 3, 7)));

    [Fact]
    public void The_slow_ones_are_not_among_the_healthy()
    {
        var plan = SmallPlan.For(Scenario.SlowReaders, Anywhere) with { Connections = 7, Topics = 3, SlowNever = 1, SlowCount = 1 };
        Assert.Equal([2, 1, 2], Enumerable.Range(0, 3).Select(topic => Audience.HealthyOf(plan, topic)));
    }

    [Fact]
    public void A_mixed_load_has_half_of_the_subscribers_on_the_first_topic()
    {
        var plan = SmallPlan.For(Scenario.Mixed, Anywhere) with { Connections = 20, Topics = 5, SlowNever = 1, SlowCount = 2 };
        Assert.Equal([10 - 3 + 2, 2, 2, 2, 2], Enumerable.Range(0, 5).Select(topic => MixedFleet.ReadersOf(plan, topic)));
    }
}
