using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>Many events go to Redis in portions, and are as good as if each had gone alone: in order, once, and within what a topic keeps.</summary>
public sealed class BatchTests
{
    private const int Portion = 100;

    private static readonly (string, string) Unchecked = ("Redis:CheckInterval", "00:01:00");

    [Fact]
    public async Task Events_of_several_topics_get_their_places_in_order_and_reach_subscribers_of_another_node()
    {
        await using var shared = await SharedServer.StartAsync();
        await using var other = await SharedServer.StartNodeAsync(shared.Redis, shared.Clock);
        await using var client = await other.ConnectAsync();
        await client.SubscribeAsync("a");

        var outcomes = await PublishAsync(shared, Enumerable.Range(1, 700).Select(n => Event(n % 7 == 0 ? "b" : "a", $"{n}")));

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), outcomes.Where((_, i) => (i + 1) % 7 == 0).Select(Offset));
        Assert.Equal(Enumerable.Range(1, 600).Select(n => (long)n), outcomes.Where((_, i) => (i + 1) % 7 != 0).Select(Offset));
        var events = await client.NextEventsAsync(600);
        var expected = Enumerable.Range(1, 700).Where(n => n % 7 != 0).Select((n, i) => (i + 1L, $"{n}"));
        Assert.Equal(expected, events.Select(e => (e.Offset, e.Data.GetString()!)));
    }

    [Fact]
    public async Task A_batch_that_is_sent_again_to_another_node_appends_what_is_missing_and_nothing_twice()
    {
        await using var shared = await SharedServer.StartAsync();
        await using var other = await SharedServer.StartNodeAsync(shared.Redis, shared.Clock);
        PublishRequest[] requests = [.. Enumerable.Range(1, 250).Select(n => Event("a", $"{n}") with { IdempotencyKey = "batch", BatchItem = n })];
        await PublishAsync(shared, requests[..130]);

        var again = await other.Publisher.PublishManyAsync([.. requests[..129], Event("a", "something else") with { IdempotencyKey = "batch", BatchItem = 130 }, .. requests[130..]]);

        Assert.All(again.Take(129), outcome => Assert.IsType<PublishOutcome.Duplicate>(outcome));
        Assert.Equal(ErrorCode.Conflict, Assert.IsType<PublishOutcome.Rejected>(again[129]).Code);
        Assert.All(again.Skip(130), outcome => Assert.IsType<PublishOutcome.Accepted>(outcome));
        Assert.Equal(Enumerable.Range(1, 250).Select(n => (long)n).Where(n => n != 130), again.Where((_, i) => i != 129).Select(Offset));
    }

    [Fact]
    public async Task The_same_key_twice_within_one_batch_appends_once()
    {
        await using var shared = await SharedServer.StartAsync();
        var request = Event("a", "once") with { IdempotencyKey = "key" };

        var outcomes = await PublishAsync(shared, [Event("a", "before"), request, request, Event("a", "behind")]);

        Assert.Equal([1, 2, 2, 3], outcomes.Select(Offset));
        Assert.IsType<PublishOutcome.Duplicate>(outcomes[2]);
    }

    [Fact]
    public async Task A_batch_leaves_what_its_topic_keeps()
    {
        await using var shared = await SharedServer.StartAsync(("DefaultNamespace:MaxEvents", "50"), ("DefaultNamespace:MaxBytes", "300000"));
        await PublishAsync(shared, Enumerable.Range(1, 30).Select(n => Event("a", $"{n}")));

        await PublishAsync(shared, Enumerable.Range(31, 90).Select(n => Event("a", $"{n}")));
        Assert.Equal(Enumerable.Range(71, 50).Select(n => (long)n), (await shared.HistoryAsync("a")).Offsets);

        await PublishAsync(shared, Enumerable.Range(1, 30).Select(_ => Event("a", new string('x', 50_000))));
        Assert.Equal(Enumerable.Range(146, 5).Select(n => (long)n), (await shared.HistoryAsync("a")).Offsets);
    }

    [Fact]
    public async Task When_Redis_is_away_nothing_is_sent_that_stands_behind_what_could_not_be_sent()
    {
        await using var shared = await SharedServer.StartAsync(("Redis:CommandTimeout", "00:00:00.300"), Unchecked);
        await PublishAsync(shared, [Event("a", "before")]);
        shared.Redis.Freeze();

        var outcomes = await PublishAsync(shared, Enumerable.Range(1, 3 * Portion).Select(n => Event("a", $"{n}")));
        shared.Redis.GoOn();

        Assert.All(outcomes, outcome => Assert.Equal(ErrorCode.Unavailable, Assert.IsType<PublishOutcome.Rejected>(outcome).Code));

        // What was on its way comes first: the connection keeps the order.
        await Poll.UntilAsync(async () => (await PublishAsync(shared, [Event("b", "again?")]))[0] is PublishOutcome.Accepted, within: TimeSpan.FromSeconds(10), () => "Redis is still away");
        Assert.Equal(1 + Portion + 1, Offset((await PublishAsync(shared, [Event("a", "behind")]))[0]));
    }

    [Fact]
    public async Task What_is_published_too_fast_is_refused_and_leaves_no_hole()
    {
        await using var shared = await SharedServer.StartAsync(("DefaultNamespace:TopicPublishLimit", "1/s burst 150"));

        var outcomes = await PublishAsync(shared, Enumerable.Range(1, 400).Select(n => Event("a", $"{n}")));

        var accepted = outcomes.OfType<PublishOutcome.Accepted>().Select(Offset).ToList();
        Assert.InRange(accepted.Count, 150, 399);
        Assert.Equal(Enumerable.Range(1, accepted.Count).Select(n => (long)n), accepted);
        Assert.All(outcomes.OfType<PublishOutcome.Rejected>(), refused => Assert.Equal(ErrorCode.RateLimited, refused.Code));
    }

    private static ValueTask<IReadOnlyList<PublishOutcome>> PublishAsync(SharedServer shared, IEnumerable<PublishRequest> requests) =>
        shared.Server.Publisher.PublishManyAsync([.. requests]);

    private static PublishRequest Event(string topic, string text) => new(TopicName.Parse(topic), EventData.FromValue(text));

    private static long Offset(PublishOutcome outcome) => outcome.Match(position => position.Offset, refused => throw new InvalidOperationException($"refused: {refused}"));
}
