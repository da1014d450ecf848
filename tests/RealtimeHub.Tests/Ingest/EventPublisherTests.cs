using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class EventPublisherTests
{
    private static readonly TopicName News = TopicName.Parse("news");

    private readonly FakeTimeProvider _clock = new();
    private readonly TopicRegistry _topics;
    private readonly EventPublisher _publisher;

    public EventPublisherTests()
    {
        var options = Given.Options(Configure);
        _topics = Given.Registry(_clock, Configure);
        _publisher = new EventPublisher(_topics, new IdempotencyWindow(options, _clock), options, Given.Limiter(_clock, options), Given.Metrics());

        static void Configure(RealtimeHubOptions options)
        {
            options.Ingest.MaxEventBytes = 100;
            options.Ingest.MaxJsonDepth = 3;
            options.Topics.MaxTopics = 2;
        }
    }

    [Fact]
    public async Task An_event_is_appended_as_it_came()
    {
        var position = Position(await Publish(new PublishRequest(News, Json(" {\"a\" : 1e2} ")) { Key = "k", Type = "t", Id = "i" }));

        _topics.GetOrCreate(News, out var log);
        var stored = Assert.Single(log.ReadForward(0, 10, 10_000).Events);
        Assert.Equal((log.Epoch, 1), (position.Epoch, position.Offset));
        Assert.Equal(" {\"a\" : 1e2} ", Encoding.UTF8.GetString(stored.Data.Span));
        Assert.Equal(("k", "t", "i", true), (stored.Key, stored.Type, stored.Id, stored.IsJson));
    }

    [Fact]
    public async Task Bytes_are_not_looked_into()
    {
        Position(await Publish(new PublishRequest(News, EventData.FromBytes(new byte[] { 0xFF, 0x00 }))));
        Position(await Publish(new PublishRequest(News, EventData.FromBytes(Array.Empty<byte>()))));
    }

    public static TheoryData<PublishRequest, string> BadRequests => new()
    {
        { new PublishRequest(default, Json("1")), "the topic is missing" },
        { new PublishRequest(News, Json(new string(' ', 100) + "1")), "the payload is larger than 100 bytes" },
        { new PublishRequest(News, EventData.FromBytes(new byte[101])), "the payload is larger than 100 bytes" },
        { new PublishRequest(News, Json("{")), "invalid JSON at line 1, byte 2" },
        { new PublishRequest(News, Json("[[[[]]]]")), "the JSON is nested deeper than 3 levels" },
        { new PublishRequest(News, Json("1")) { Key = new string('k', 256) }, "key is longer than 255 characters" },
        { new PublishRequest(News, Json("1")) { Type = new string('t', 256) }, "type is longer than 255 characters" },
        { new PublishRequest(News, Json("1")) { Id = new string('i', 256) }, "id is longer than 255 characters" },
        { new PublishRequest(News, Json("1")) { IdempotencyKey = "" }, "an idempotency key is 1 to 128 visible ASCII characters" },
        { new PublishRequest(News, Json("1")) { IdempotencyKey = "a b" }, "an idempotency key is 1 to 128 visible ASCII characters" },
        { new PublishRequest(News, Json("1")) { IdempotencyKey = "ü" }, "an idempotency key is 1 to 128 visible ASCII characters" },
        { new PublishRequest(News, Json("1")) { IdempotencyKey = new string('k', 129) }, "an idempotency key is 1 to 128 visible ASCII characters" },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task A_bad_request_is_refused_and_makes_no_topic(PublishRequest request, string reason)
    {
        Assert.Equal(new PublishOutcome.Rejected(ErrorCode.BadRequest, reason), await Publish(request));
        Assert.Equal(0, _topics.Count);
    }

    [Fact]
    public async Task What_is_exactly_as_long_as_it_may_be_is_taken() =>
        Position(await Publish(new PublishRequest(News, EventData.FromBytes(new byte[100]))
        {
            Key = new string('k', 255), Type = new string('t', 255), Id = new string('i', 255), IdempotencyKey = new string('~', 128),
        }));

    [Fact]
    public async Task An_unknown_namespace_is_refused_with_what_to_do()
    {
        var refused = Assert.IsType<PublishOutcome.Rejected>(await Publish(new PublishRequest(TopicName.Parse("chat:room"), Json("1"))));

        Assert.Equal(ErrorCode.UnknownNamespace, refused.Code);
        Assert.Contains("add RealtimeHub:Namespaces:chat", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_topic_too_many_is_refused()
    {
        await Publish(new PublishRequest(TopicName.Parse("one"), Json("1")));
        await Publish(new PublishRequest(TopicName.Parse("two"), Json("1")));

        var outcome = await Publish(new PublishRequest(TopicName.Parse("three"), Json("1")));

        Assert.Equal(ErrorCode.TopicLimit, Assert.IsType<PublishOutcome.Rejected>(outcome).Code);
    }

    [Fact]
    public async Task A_retry_with_an_idempotency_key_appends_once()
    {
        var request = new PublishRequest(News, Json("1")) { IdempotencyKey = "order-7" };
        var first = Position(await Publish(request));

        Assert.Equal(new PublishOutcome.Duplicate(first), await Publish(request));
        _topics.GetOrCreate(News, out var log);
        Assert.Equal(1, log.Head);
    }

    [Fact]
    public async Task A_log_that_was_retired_in_between_is_replaced_by_the_topics_next_life()
    {
        // Retired by a sweep that has not yet taken it out of the registry.
        _topics.GetOrCreate(News, out var retired);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(retired.Sweep(TimeSpan.FromMinutes(1)));

        var position = Position(await Publish(new PublishRequest(News, Json("1"))));

        Assert.NotEqual(retired.Epoch, position.Epoch);
        Assert.Equal(1, position.Offset);
        Assert.Equal(1, _topics.Count);
    }

    [Fact]
    public async Task A_cancelled_call_appends_nothing()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await _publisher.PublishAsync(new PublishRequest(News, Json("1")), new CancellationToken(canceled: true)));

        Assert.Equal(0, _topics.Count);
    }

    [Fact]
    public async Task A_value_is_published_with_camel_case_names()
    {
        await _publisher.PublishAsync("news", new { FirstName = "Ada" }, key: "ada", cancellationToken: TestContext.Current.CancellationToken);

        _topics.GetOrCreate(News, out var log);
        var stored = Assert.Single(log.ReadForward(0, 10, 10_000).Events);
        Assert.Equal("""{"firstName":"Ada"}""", Encoding.UTF8.GetString(stored.Data.Span));
        Assert.Equal("ada", stored.Key);
    }

    private ValueTask<PublishOutcome> Publish(PublishRequest request) => _publisher.PublishAsync(request, TestContext.Current.CancellationToken);

    private static StreamPosition Position(PublishOutcome outcome) => Assert.IsType<PublishOutcome.Accepted>(outcome).Position;

    private static EventData Json(string json) => EventData.FromJson(Encoding.UTF8.GetBytes(json));
}
