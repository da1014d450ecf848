using System.Diagnostics;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing;

namespace RealtimeHub.Load.Tests.Publishing;

public sealed class PublicationTests
{
    private const int TooManyTopics = 1001;

    [Theory]
    [InlineData(nameof(PublishMode.Single), 1)]
    [InlineData(nameof(PublishMode.Single), 50)]
    [InlineData(nameof(PublishMode.Batch), 1)]
    [InlineData(nameof(PublishMode.Hub), 1)]
    public async Task A_real_server_takes_the_events_of_every_mode_in_order(string name, int pipeline)
    {
        await using var server = await TestServer.StartAsync(
            ("DefaultNamespace:AllowClientPublish", "true"), ("Limits:Connection:Publish", "off"), ("Limits:Connection:Total", "off"));
        var plan = PlanFor(server, Enum.Parse<PublishMode>(name), pipeline);
        await using var publication = new Publication(plan);
        await publication.RunAsync(new OpenSchedule(Stopwatch.GetTimestamp(), rate: 1_000, seconds: 0.2, topics: 5), Patience.Token);

        Assert.Equal((200, 0, null), (publication.Taken, publication.Unpublished, publication.FirstError));
        Assert.All(publication.Numbers.Last(), last => Assert.Equal(40, last));
        for (var topic = 0; topic < plan.Topics; topic++) Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), await SequencesAsync(server, topic));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task What_the_server_refuses_is_counted_with_its_reason(int pipeline)
    {
        await using var server = await TestServer.StartAsync(("Topics:MaxTopics", "4"), ("ServerStats:Enabled", "false"));
        server.Allows(TooManyTopics);
        await using var publication = new Publication(PlanFor(server, PublishMode.Single, pipeline));
        await publication.RunAsync(new OpenSchedule(Stopwatch.GetTimestamp(), rate: 1_000, seconds: 0.1, topics: 5), Patience.Token);

        Assert.Equal((80, 20, 0), (publication.Taken, publication.Unpublished, publication.Unanswered));
        Assert.Single(publication.Numbers.Last().Index(), topic => topic.Item == publication.Numbers.Refused(topic.Index));
        Assert.StartsWith("the server answered 503", publication.FirstError, StringComparison.Ordinal);
    }

    private static LoadPlan PlanFor(TestServer server, PublishMode mode, int pipeline) => new()
    {
        Scenario = Scenario.Topics, Target = new TargetPlan { Url = server.Hub }, Topics = 5, Publishers = 2, Publish = mode, Pipeline = pipeline, BatchSize = 7, Bytes = 100,
    };

    private static async Task<IReadOnlyList<long>> SequencesAsync(TestServer server, int topic)
    {
        var history = await server.GetJsonAsync($"/v1/topics/load-{topic}/events");
        return [.. history.GetProperty("events").EnumerateArray().Select(e =>
        {
            Assert.True(Marks.TryFind(System.Text.Encoding.UTF8.GetBytes(e.GetProperty("data").GetString()!), out var mark));
            Assert.Equal(topic, mark.Topic);
            return mark.Sequence;
        })];
    }
}
