using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Tests.FanOut.Support;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

public sealed class TopicSlicesTests : IDisposable
{
    private const int MaxBytes = 2_000;

    private static readonly IEventEncoder Json = new JsonEventEncoder();
    private static readonly IEventEncoder MessagePack = new MessagePackEventEncoder();

    private readonly FakeTimeProvider _clock = new();
    private readonly Counters _counted = new();

    [Fact]
    public void Those_who_stand_at_the_same_cursor_share_one_slice()
    {
        var log = Numbers(3);
        var slices = Slices(log);

        Assert.Same(From(slices, log, 0), From(slices, log, 0));
        Assert.NotSame(From(slices, log, 0), From(slices, log, 1));
        Assert.NotSame(From(slices, log, 0), From(slices, log, 0, MessagePack));
    }

    [Fact]
    public void A_notice_for_who_gets_the_newest_events_is_none_for_who_gets_all_of_them()
    {
        var log = Given.Log(_clock);
        foreach (var key in new[] { "a", "b", "b", "b" }) log.Append(Given.Json("1", key));
        var slices = Slices(log);
        slices.From(0, 4, SliceKind.NewestWithGaps, Json);
        Assert.Equal((2, 3, 1), slices.From(2, 4, SliceKind.NewestWithGaps, Json) is var notice ? (notice.From, notice.To, notice.Gaps) : default);

        var all = slices.From(2, 4, SliceKind.All, Json);
        Assert.Equal((4, 2, 0), (all.To, all.Events, all.Gaps));
    }

    [Fact]
    public void Slices_that_nobody_wanted_for_a_while_are_let_go()
    {
        var log = Numbers(3);
        var slices = Slices(log);
        var slice = From(slices, log, 0);

        slices.ForgetWhenIdle();
        Assert.Same(slice, From(slices, log, 0));

        slices.ForgetWhenIdle();
        slices.ForgetWhenIdle();
        Assert.NotSame(slice, From(slices, log, 0));
    }

    [Fact]
    public void A_slice_ends_where_it_was_asked_to()
    {
        var slice = Slices(Numbers(9)).From(2, 6, SliceKind.All, Json);

        Assert.Equal((2, 6, 4), (slice.From, slice.To, slice.Events));
        Assert.Equal([3, 4, 5, 6], RunningShard.OffsetsOf(MessagesOf(slice)));
    }

    [Fact]
    public void Each_event_is_encoded_once_for_all_who_come_along()
    {
        var log = Numbers(0);
        var slices = Slices(log);
        for (var i = 0; i < 50; i++)
        {
            log.AppendNumbers(1);
            for (var cursor = log.Head - 1; cursor >= Math.Max(0, log.Head - 5); cursor--) From(slices, log, cursor);
        }

        Assert.Equal(50, _counted["events.encoded"]);
    }

    [Fact]
    public void A_storm_of_readers_at_all_offsets_costs_each_event_one_encoding()
    {
        var log = Numbers(500);
        var slices = Slices(log);

        for (long cursor = 499; cursor >= 0; cursor--)
        {
            for (var at = cursor; at < 500;) at = From(slices, log, at).To;
        }

        // The newest block was begun by its first reader, and made again, whole, for the second.
        Assert.InRange(_counted["events.encoded"], 500, 501);
    }

    [Fact]
    public void Readers_of_both_protocols_at_offsets_in_no_order_cost_each_event_one_encoding_for_each()
    {
        var log = Numbers(500);
        var slices = Slices(log);

        // No factor in common: each offset has its turn.
        for (var i = 0; i < 500; i++) From(slices, log, i * 211 % 500, i % 2 == 0 ? Json : MessagePack);

        // The newest block of each protocol is made again, whole, for its second reader.
        Assert.InRange(_counted["events.encoded"], 1_000, 1_000 + (2 * MaxBytes / 64));
    }

    [Fact]
    public void The_cache_of_a_shard_is_bounded()
    {
        var log = Numbers(3_000);
        var tools = Tools(options => options.CacheBytes = 8_192);
        var slices = new TopicSlices(log, tools);

        for (long cursor = 0; cursor < log.Head;) cursor = From(slices, log, cursor).To;

        Assert.InRange(tools.Cache.Bytes, 1, 8_192);
    }

    [Fact]
    public void Blocks_that_nobody_wanted_for_a_while_and_those_of_a_topic_that_nobody_follows_are_let_go()
    {
        var log = Numbers(100);
        var tools = Tools();
        var slices = new TopicSlices(log, tools);
        From(slices, log, 0);
        Assert.NotEqual(0, tools.Cache.Bytes);

        tools.Cache.ForgetIdle();
        tools.Cache.ForgetIdle();
        Assert.Equal(0, tools.Cache.Bytes);

        slices.ForgetWhenIdle();
        slices.ForgetWhenIdle();
        From(slices, log, 0);
        slices.Clear();
        Assert.Equal(0, tools.Cache.Bytes);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_slice_takes_its_reader_from_its_cursor_to_the_head(string protocol)
    {
        var log = Numbers(7);
        var slice = From(Slices(log), log, 3, protocol == "json" ? Json : MessagePack);

        Assert.Equal((3, 7, 4, 0), (slice.From, slice.To, slice.Events, slice.Gaps));
        Assert.Equal([4, 5, 6, 7], RunningShard.OffsetsOf(MessagesOf(slice)));
    }

    [Fact]
    public void What_the_log_no_longer_holds_is_announced_before_the_rest_comes()
    {
        var log = Numbers(9, new NamespaceOptions { MaxEvents = 2 });
        var slices = Slices(log);

        var gap = From(slices, log, 3);
        Assert.Equal(["news", 3L, 7L, GapReasons.Slow], Assert.Single(MessagesOf(gap)).Arguments);
        Assert.Equal((3, 7, 0, 1), (gap.From, gap.To, gap.Events, gap.Gaps));
        Assert.Equal([8, 9], RunningShard.OffsetsOf(MessagesOf(From(slices, log, gap.To))));
    }

    [Fact]
    public void A_slice_is_a_gap_alone_when_everything_has_expired()
    {
        var log = Numbers(9);
        _clock.Advance(TimeSpan.FromDays(1));

        var slice = From(Slices(log), log, 3);

        Assert.Equal(["news", 3L, 9L, GapReasons.Expired], Assert.Single(MessagesOf(slice)).Arguments);
        Assert.Equal((3, 9, 0, 1), (slice.From, slice.To, slice.Events, slice.Gaps));
    }

    [Theory]
    [InlineData("news")]
    [InlineData(255)]
    public void A_slice_ends_before_it_is_larger_than_the_bound(object name)
    {
        var log = Given.Log(_clock, topic: name as string ?? new string('n', (int)name));
        log.AppendNumbers(100);
        var slices = Slices(log);

        var offsets = new List<long>();
        for (long cursor = 0; cursor < log.Head;)
        {
            var slice = From(slices, log, cursor);
            Assert.True(slice.Bytes <= MaxBytes, $"{slice.Bytes} bytes");
            offsets.AddRange(RunningShard.OffsetsOf(MessagesOf(slice)));
            cursor = slice.To;
        }

        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), offsets);
    }

    [Fact]
    public void An_event_larger_than_the_bound_goes_alone()
    {
        var log = Numbers(1);
        log.Append(Given.Json($"\"{new string('x', 3 * MaxBytes)}\""));
        log.AppendNumbers(1);
        var slices = Slices(log);

        Assert.Equal([1L, 2L, 3L], [From(slices, log, 0).To, From(slices, log, 1).To, From(slices, log, 2).To]);
    }

    [Fact]
    public void A_namespace_decides_how_its_events_are_written()
    {
        var slice = Slices(Numbers(1, new NamespaceOptions { AlwaysSendMeta = true })).From(0, 1, SliceKind.All, Json);

        Assert.Null(Assert.Single(MessagesOf(slice, withMeta: true)).Arguments[3]);
    }

    public void Dispose() => _counted.Dispose();

    private static Slice From(TopicSlices slices, TopicLog log, long cursor, IEventEncoder? encoder = null) =>
        slices.From(cursor, log.Head, SliceKind.All, encoder ?? Json);

    private SliceTools Tools(Action<FanOutOptions>? configure = null)
    {
        var options = new FanOutOptions { MaxSliceBytes = MaxBytes };
        configure?.Invoke(options);
        return new SliceTools(options, _counted.Metrics.Delivery);
    }

    private TopicSlices Slices(TopicLog log) => new(log, Tools());

    private static List<InvocationMessage> MessagesOf(Slice slice, bool withMeta = false)
    {
        // What SignalR takes from the message for a connection of this protocol.
        var bytes = slice.Message.Bytes;
        Assert.Equal(slice.Bytes, bytes.Length);
        return HubMessages.Read(slice.Protocol, bytes, withMeta);
    }

    private TopicLog Numbers(int count, NamespaceOptions? settings = null)
    {
        var log = Given.Log(_clock, settings);
        log.AppendNumbers(count);
        return log;
    }
}
