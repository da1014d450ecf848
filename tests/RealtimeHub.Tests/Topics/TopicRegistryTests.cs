using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

public sealed class TopicRegistryTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void The_same_name_gives_the_same_log()
    {
        var registry = Given.Registry(_clock);

        Assert.Same(Create(registry, "news"), Create(registry, "news"));
        Assert.Equal(1, registry.Count);
    }

    [Theory]
    [InlineData("unknown:topic")]
    [InlineData("Chat:room")]
    [InlineData("$other")]
    [InlineData("$other:topic")]
    public void A_topic_of_an_unknown_namespace_is_refused(string topic)
    {
        var registry = Given.Registry(_clock, options => options.Namespaces["chat"] = new NamespaceOptions());

        Assert.Equal(ErrorCode.UnknownNamespace, registry.GetOrCreate(TopicName.Parse(topic), out _));
        Assert.Equal(0, registry.Count);
    }

    [Fact]
    public void A_topic_has_the_settings_of_its_namespace()
    {
        var chat = new NamespaceOptions { MaxEvents = 7 };
        var registry = Given.Registry(_clock, options => options.Namespaces["chat"] = chat);

        Assert.Same(chat, Create(registry, "chat:room").Settings);
        Assert.Equal(1_000, Create(registry, "room").Settings.MaxEvents);
    }

    [Fact]
    public void The_servers_own_topics_need_no_configuration()
    {
        var registry = Given.Registry(_clock);

        Assert.Equal(600, Create(registry, "$server:stats").Settings.MaxEvents);
    }

    [Fact]
    public void One_topic_more_than_the_bound_is_refused_and_the_others_stay_usable()
    {
        var registry = Given.Registry(_clock, options => options.Topics.MaxTopics = 2);
        Create(registry, "one");
        Create(registry, "two");

        Assert.Equal(ErrorCode.TopicLimit, registry.GetOrCreate(TopicName.Parse("three"), out _));
        Assert.Equal(ErrorCode.None, registry.GetOrCreate(TopicName.Parse("two"), out _));
        Assert.Equal(2, registry.Count);
    }

    [Fact]
    public void The_bound_holds_when_many_callers_make_topics_at_once()
    {
        var registry = Given.Registry(_clock, options => options.Topics.MaxTopics = 100);

        // Four callers for each of 150 names.
        var codes = new ErrorCode[600];
        Parallel.For(0, codes.Length, i => codes[i] = registry.GetOrCreate(TopicName.Parse($"topic-{i % 150}"), out _));

        Assert.Equal(100, registry.Count);
        Assert.Equal(100, registry.All.Count());
        Assert.All(codes, code => Assert.True(code is ErrorCode.None or ErrorCode.TopicLimit));
    }

    [Fact]
    public void An_unused_topic_expires_and_its_next_life_has_a_new_epoch_and_counts_from_1()
    {
        var registry = Given.Registry(_clock);
        var first = Create(registry, "news");
        first.AppendNumbers(5);

        _clock.Advance(TimeSpan.FromHours(2));
        registry.Sweep();
        Assert.Equal(0, registry.Count);

        var second = Create(registry, "news");
        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.Equal(1, second.Append(Given.Json("1")));
    }

    [Fact]
    public void A_topic_with_subscribers_does_not_expire()
    {
        var registry = Given.Registry(_clock);
        var log = Create(registry, "news");
        log.TryListen(new Follower());

        _clock.Advance(TimeSpan.FromDays(30));
        registry.Sweep();

        Assert.Same(log, Create(registry, "news"));
    }

    [Fact]
    public void A_shared_topic_does_not_expire_by_itself_but_its_old_events_do()
    {
        var registry = Given.Registry(_clock);
        var log = registry.Make(TopicName.Parse("news"), "epoch", head: 0);
        registry.Put(log);
        log.TryAppendAt(1, _clock.GetUtcNow(), Given.Json("1"), stamp: 1);

        _clock.Advance(TimeSpan.FromDays(30));
        registry.Sweep();

        Assert.Same(log, Create(registry, "news"));
        Assert.Equal((false, 0), (log.IsRetired, log.Window().Events));
    }

    [Fact]
    public void An_expired_topic_makes_room_for_another()
    {
        var registry = Given.Registry(_clock, options => options.Topics.MaxTopics = 1);
        Create(registry, "old");
        _clock.Advance(TimeSpan.FromHours(2));
        registry.Sweep();

        Assert.Equal(ErrorCode.None, registry.GetOrCreate(TopicName.Parse("new"), out _));
    }

    [Fact]
    public void Removing_a_retired_log_leaves_the_topics_next_life_alone()
    {
        var registry = Given.Registry(_clock);
        var first = Create(registry, "news");
        registry.Remove(first);
        var second = Create(registry, "news");

        registry.Remove(first);

        Assert.Same(second, Create(registry, "news"));
        Assert.Equal(1, registry.Count);
    }

    [Fact]
    public void Pages_are_in_the_order_of_names_and_continue_after_a_name()
    {
        var registry = Given.Registry(_clock);
        foreach (var name in new[] { "b", "a/2", "a/1", "B", "c" }) Create(registry, name);

        Assert.Equal(["B", "a/1"], NamesOf(registry.Page("", "", 2)));
        Assert.Equal(["a/2", "b"], NamesOf(registry.Page("", "a/1", 2)));
        Assert.Equal(["c"], NamesOf(registry.Page("", "b", 2)));
        Assert.Equal(["a/1", "a/2"], NamesOf(registry.Page("a/", "", 10)));
        Assert.Empty(registry.Page("a/", "a/2", 10));
    }

    private static TopicLog Create(TopicRegistry registry, string topic)
    {
        Assert.Equal(ErrorCode.None, registry.GetOrCreate(TopicName.Parse(topic), out var log));
        return log;
    }

    private static IEnumerable<string> NamesOf(IEnumerable<TopicLog> logs) => logs.Select(log => log.Name.Value);

    private sealed class Follower : ITopicListener
    {
        public int SubscriberCount => 1;

        public void TopicAdvanced()
        {
        }

        public void TopicEnded()
        {
        }
    }
}
