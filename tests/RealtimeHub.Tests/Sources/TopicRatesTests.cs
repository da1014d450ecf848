using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Contracts;
using RealtimeHub.Sources;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Sources;

/// <summary>What the server tells of its busiest topics, to everybody who may read that.</summary>
public sealed class TopicRatesTests
{
    [Fact]
    public void Topics_of_background_tasks_are_counted_and_not_named()
    {
        var topics = Given.Registry(new FakeTimeProvider());
        foreach (var name in (string[])["news", "task:0192a8", "tasks"]) topics.GetOrCreate(TopicName.Parse(name), out _);

        var list = new TopicRates(topics, listed: 10).Next(time: 0, seconds: 1);

        Assert.Equal(3, list.Total);
        Assert.Equal(["news", "tasks"], list.Topics.Select(topic => topic.Topic));
    }
}
