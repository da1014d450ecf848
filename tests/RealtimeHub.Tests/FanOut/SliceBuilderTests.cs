using System.Buffers;
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

public sealed class SliceBuilderTests
{
    private const int MaxBytes = 2_000;

    private static readonly IEventEncoder Json = new JsonEventEncoder();
    private static readonly IEventEncoder MessagePack = new MessagePackEventEncoder();

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Those_who_stand_at_the_same_cursor_share_one_slice()
    {
        var builder = Build(Numbers(3));

        Assert.Same(builder.From(0, Json), builder.From(0, Json));
        Assert.NotSame(builder.From(0, Json), builder.From(1, Json));
        Assert.NotSame(builder.From(0, Json), builder.From(0, MessagePack));
    }

    [Fact]
    public void As_many_slices_are_kept_as_asked_for_and_then_the_oldest_goes()
    {
        var builder = Build(Numbers(9), kept: 2);
        var first = builder.From(0, Json);
        var second = builder.From(1, Json);

        Assert.Same(first, builder.From(0, Json));
        builder.From(2, Json);

        Assert.Same(second, builder.From(1, Json));
        Assert.NotSame(first, builder.From(0, Json));
    }

    [Fact]
    public void Slices_that_nobody_wanted_for_a_while_are_let_go()
    {
        var builder = Build(Numbers(3));
        var slice = builder.From(0, Json);

        builder.ForgetWhenIdle();
        Assert.Same(slice, builder.From(0, Json));

        builder.ForgetWhenIdle();
        builder.ForgetWhenIdle();
        Assert.NotSame(slice, builder.From(0, Json));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void A_slice_takes_its_reader_from_its_cursor_to_the_head(string protocol)
    {
        var slice = Build(Numbers(7)).From(3, protocol == "json" ? Json : MessagePack);

        Assert.Equal((3, 7, 4, false), (slice.From, slice.To, slice.Events, slice.HasGap));
        Assert.Equal([4, 5, 6, 7], RunningShard.OffsetsOf(MessagesOf(slice)));
    }

    [Fact]
    public void A_slice_begins_with_a_gap_when_the_log_no_longer_holds_what_comes_first()
    {
        var slice = Build(Numbers(9, new NamespaceOptions { MaxEvents = 2 })).From(3, Json);

        var messages = MessagesOf(slice);
        Assert.Equal(["news", 3L, 7L, GapReasons.Slow], messages[0].Arguments);
        Assert.Equal([8, 9], RunningShard.OffsetsOf(messages));
        Assert.Equal((3, 9, 2, true), (slice.From, slice.To, slice.Events, slice.HasGap));
    }

    [Fact]
    public void A_slice_is_a_gap_alone_when_everything_has_expired()
    {
        var log = Numbers(9);
        _clock.Advance(TimeSpan.FromDays(1));

        var slice = Build(log).From(3, Json);

        Assert.Equal(["news", 3L, 9L, GapReasons.Expired], Assert.Single(MessagesOf(slice)).Arguments);
        Assert.Equal((3, 9, 0, true), (slice.From, slice.To, slice.Events, slice.HasGap));
    }

    [Theory]
    [InlineData("news")]
    [InlineData(255)]
    public void A_slice_ends_before_it_is_larger_than_the_bound(object name)
    {
        var log = Given.Log(_clock, topic: name as string ?? new string('n', (int)name));
        log.AppendNumbers(100);
        var builder = Build(log);

        var offsets = new List<long>();
        for (long cursor = 0; cursor < log.Head;)
        {
            var slice = builder.From(cursor, Json);
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
        var builder = Build(log);

        Assert.Equal([1L, 2L, 3L], [builder.From(0, Json).To, builder.From(1, Json).To, builder.From(2, Json).To]);
    }

    [Fact]
    public void A_namespace_decides_how_its_events_are_written()
    {
        var slice = Build(Numbers(1, new NamespaceOptions { AlwaysSendMeta = true })).From(0, Json);

        Assert.Null(Assert.Single(MessagesOf(slice, withMeta: true)).Arguments[3]);
    }

    private static SliceBuilder Build(TopicLog log, int kept = 4) => new(log, MaxBytes, kept, new ArrayBufferWriter<byte>(), Given.Metrics());

    private static List<InvocationMessage> MessagesOf(Slice slice, bool withMeta = false)
    {
        // What SignalR takes from the message for a connection of this protocol.
        var bytes = slice.Message.GetSerializedMessage(HubMessages.Protocol(slice.Protocol));
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
