using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Tests.Support;
using Xunit;

namespace RealtimeHub.Tests.Ingest;

public sealed class IdempotencyWindowTests
{
    private readonly FakeTimeProvider _clock = new();
    private int _appended;

    [Fact]
    public void The_same_key_and_payload_give_the_first_position()
    {
        var window = NewWindow();

        var first = Assert.IsType<PublishOutcome.Accepted>(Publish(window, "k", Request("1")));
        var second = Assert.IsType<PublishOutcome.Duplicate>(Publish(window, "k", Request("1")));

        Assert.Equal(first.Position, second.Position);
        Assert.Equal(1, _appended);
    }

    public static TheoryData<string, PublishRequest> Others => new()
    {
        { "data", Request("2") },
        { "bytes instead of JSON", Request("1") with { Data = EventData.FromBytes("1"u8.ToArray()) } },
        { "key", Request("1") with { Key = "a" } },
        { "type", Request("1") with { Type = "a" } },
        { "id", Request("1") with { Id = "a" } },
        { "an empty id instead of none", Request("1") with { Id = "" } },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void The_same_key_with_another_payload_is_a_conflict(string difference, PublishRequest other)
    {
        var window = NewWindow();
        Publish(window, "k", Request("1"));

        var outcome = Publish(window, "k", other);

        Assert.True(outcome is PublishOutcome.Rejected { Code: ErrorCode.Conflict }, difference);
        Assert.Equal(1, _appended);
    }

    [Fact]
    public void Labels_are_told_apart_wherever_their_letters_stand()
    {
        var window = NewWindow();
        Publish(window, "k", Request("1") with { Key = "ab", Type = "c" });

        Assert.IsType<PublishOutcome.Rejected>(Publish(window, "k", Request("1") with { Key = "a", Type = "bc" }));
    }

    [Fact]
    public void A_key_belongs_to_its_topic()
    {
        var window = NewWindow();
        Publish(window, "k", Request("1"));

        Assert.IsType<PublishOutcome.Accepted>(Publish(window, "k", Request("1", topic: "other")));
    }

    [Fact]
    public void A_key_is_forgotten_at_the_end_of_the_window()
    {
        var window = NewWindow(ingest => ingest.IdempotencyWindow = TimeSpan.FromMinutes(5));
        Publish(window, "k", Request("1"));

        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<PublishOutcome.Duplicate>(Publish(window, "k", Request("1")));

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.IsType<PublishOutcome.Accepted>(Publish(window, "k", Request("2")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public void As_many_keys_are_remembered_as_the_bound_says_and_then_the_oldest_goes(int bound)
    {
        var window = NewWindow(ingest => ingest.MaxIdempotencyKeys = bound);
        for (var i = 0; i <= bound; i++) Publish(window, $"k{i}", Request("1"));

        for (var i = bound; i >= 1; i--) Assert.IsType<PublishOutcome.Duplicate>(Publish(window, $"k{i}", Request("1")));
        Assert.IsType<PublishOutcome.Accepted>(Publish(window, "k0", Request("1")));
    }

    [Fact]
    public void A_large_window_keeps_its_bound_too()
    {
        const int Bound = 10_000;
        var window = NewWindow(ingest => ingest.MaxIdempotencyKeys = Bound);
        for (var i = 0; i < 3 * Bound; i++) Publish(window, $"k{i}", Request("1"));
        _appended = 0;

        // Asked from the newest to the oldest, so that no answer pushes out a key that is still to be asked for.
        var remembered = Enumerable.Range(0, 3 * Bound).Reverse().TakeWhile(i => Publish(window, $"k{i}", Request("1")) is PublishOutcome.Duplicate).Count();

        Assert.InRange(remembered, Bound / 2, Bound);
    }

    [Fact]
    public void A_refused_event_leaves_its_key_free()
    {
        var window = NewWindow();
        window.Once(Request("1"), "k", _ => new PublishOutcome.Rejected(ErrorCode.TopicLimit, "full"));

        Assert.IsType<PublishOutcome.Accepted>(Publish(window, "k", Request("1")));
    }

    [Fact]
    public void Many_requests_with_one_key_at_the_same_moment_append_once()
    {
        var window = NewWindow();
        var outcomes = new PublishOutcome[64];

        Parallel.For(0, outcomes.Length, i => outcomes[i] = Publish(window, "k", Request("1")));

        Assert.Equal(1, _appended);
        Assert.Single(outcomes.OfType<PublishOutcome.Accepted>());
        Assert.Equal(63, outcomes.OfType<PublishOutcome.Duplicate>().Count());
    }

    private static PublishRequest Request(string json, string topic = "news") =>
        new(TopicName.Parse(topic), EventData.FromJson(System.Text.Encoding.UTF8.GetBytes(json)));

    private IdempotencyWindow NewWindow(Action<IngestOptions>? configure = null) =>
        new(Given.Options(options => configure?.Invoke(options.Ingest)), _clock);

    private PublishOutcome Publish(IdempotencyWindow window, string key, PublishRequest request) =>
        window.Once(request, key, _ => new PublishOutcome.Accepted(new StreamPosition("epoch", Interlocked.Increment(ref _appended))));
}
