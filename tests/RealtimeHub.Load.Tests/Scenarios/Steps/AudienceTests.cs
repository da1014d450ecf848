using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;
using RealtimeHub.Load.Scenarios.Steps;

namespace RealtimeHub.Load.Tests.Scenarios.Steps;

public sealed class AudienceTests
{
    private static readonly Uri Anywhere = new("http://127.0.0.1:1/hub");

    private static LoadPlan SlowReaders { get; } = SmallPlan.For(Scenario.SlowReaders, Anywhere) with { Connections = 7, Topics = 3, SlowNever = 1, SlowCount = 1 };

    private static LoadPlan Mixed { get; } = SmallPlan.For(Scenario.Mixed, Anywhere) with { Connections = 20, Topics = 5, SlowNever = 1, SlowCount = 2 };

    [Fact]
    public void Subscribers_take_the_topics_in_turn() => Assert.Equal([3, 2, 2], Enumerable.Range(0, 3).Select(topic => Audience.Of(topic, 3, 7)));

    [Fact]
    public void The_slow_ones_are_not_among_the_healthy() =>
        Assert.Equal([2, 1, 2], Enumerable.Range(0, 3).Select(topic => Audience.ReadersOf(SlowReaders, topic)));

    [Fact]
    public void A_mixed_load_has_half_of_the_subscribers_on_the_first_topic() =>
        Assert.Equal([10 - 3 + 2, 2, 2, 2, 2], Enumerable.Range(0, 5).Select(topic => Audience.ReadersOf(Mixed, topic)));

    [Fact]
    public void Where_nobody_becomes_slow_all_are_healthy() =>
        Assert.Equal([3, 2, 2], Enumerable.Range(0, 3).Select(topic => Audience.ReadersOf(SlowReaders with { Scenario = Scenario.Topics }, topic)));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_refused_event_is_missing_to_the_healthy_alone(int topic, long healthy) =>
        Assert.Equal(healthy, Audience.RefusedDeliveries(SlowReaders, Refused(SlowReaders, topic)));

    [Theory]
    [InlineData(0, 9)]
    [InlineData(4, 2)]
    public void In_a_mixed_load_a_refused_event_is_missing_to_those_who_follow_its_topic(int topic, long healthy) =>
        Assert.Equal(healthy, Audience.RefusedDeliveries(Mixed, Refused(Mixed, topic)));

    [Fact]
    public void Every_event_that_was_taken_is_a_delivery_to_each_who_follows_its_topic() =>
        Assert.Equal((4 * 9) + (5 * (2 + 2 + 2 + 2)), Audience.DeliveriesOf(Mixed, Refused(Mixed, topic: 0)));

    /// <summary>Five events were published in each topic, and one of them was refused.</summary>
    private static TopicNumbers Refused(LoadPlan plan, int topic)
    {
        var numbers = new TopicNumbers(plan.Topics);
        for (var i = 0; i < plan.Topics; i++)
        {
            numbers.Use(i, 5);
            numbers.Answered(i, 5);
        }

        numbers.Skip(topic);
        return numbers;
    }
}
