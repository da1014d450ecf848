using Microsoft.Extensions.Time.Testing;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Tests.Support;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.Topics;

public sealed class HistoryReaderTests
{
    private static readonly TopicName News = TopicName.Parse("news");

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Without_wishes_the_oldest_hundred_are_read()
    {
        var page = Page(NewReader(events: 150), new HistoryRequest());

        Assert.Equal((1, 100, 150), (page.Events[0].Offset, page.Events[^1].Offset, page.Head));
    }

    [Fact]
    public void Since_limit_and_reverse_choose_the_part()
    {
        var (reader, log) = NewReader(events: 10);

        Assert.Equal([5, 6], OffsetsOf(Page((reader, log), new HistoryRequest { Since = new(log.Epoch, 4), Limit = 2 })));
        Assert.Equal([10, 9], OffsetsOf(Page((reader, log), new HistoryRequest { Since = new(log.Epoch, 4), Limit = 2, Reverse = true })));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void A_limit_outside_its_range_is_a_bad_request(int limit) =>
        Assert.Equal(ErrorCode.BadRequest, Refusal(NewReader(events: 1), new HistoryRequest { Limit = limit }).Code);

    [Theory]
    [InlineData("", 1)]
    [InlineData("epoch", -1)]
    [InlineData("epoch", StreamPosition.MaxOffset + 1)]
    public void A_malformed_since_is_a_bad_request(string epoch, long offset) =>
        Assert.Equal(ErrorCode.BadRequest, Refusal(NewReader(events: 1), new HistoryRequest { Since = new(epoch, offset) }).Code);

    [Theory]
    [InlineData(-4, 112)]
    [InlineData(-3, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 112)]
    public void A_position_outside_the_log_cannot_be_continued_from(int fromHead, int code)
    {
        var (reader, log) = NewReader(events: 10, options => options.DefaultNamespace.MaxEvents = 3);

        var outcome = reader.Read(News, new HistoryRequest { Since = new(log.Epoch, log.Head + fromHead) });

        Assert.Equal(code, outcome is HistoryOutcome.Refused refused ? (int)refused.Code : 0);
    }

    [Fact]
    public void A_position_of_another_epoch_cannot_be_continued_from() =>
        Assert.Equal(
            ErrorCode.UnrecoverablePosition, Refusal(NewReader(events: 3), new HistoryRequest { Since = new("another", 1) }).Code);

    [Fact]
    public void Events_that_go_away_while_the_position_is_checked_are_not_left_out_silently()
    {
        // The first event is as old as it may be, and the clock moves whenever somebody looks at it.
        var (reader, log) = NewReader(events: 3, options => options.DefaultNamespace.MaxAge = TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1));
        log.AppendNumbers(3, first: 4);
        _clock.AutoAdvanceAmount = TimeSpan.FromSeconds(1);

        var outcome = reader.Read(News, new HistoryRequest { Since = new(log.Epoch, 1) });

        if (outcome is HistoryOutcome.Page page) Assert.Equal(2, page.Events[0].Offset);
        else Assert.Equal(ErrorCode.UnrecoverablePosition, Assert.IsType<HistoryOutcome.Refused>(outcome).Code);
    }

    [Fact]
    public void The_configured_bound_holds_for_those_who_give_no_limit_too() =>
        Assert.Equal(10, Page(NewReader(events: 50, options => options.Ingest.MaxHistoryEvents = 10), new HistoryRequest()).Events.Length);

    [Fact]
    public void A_page_is_bounded_in_bytes() =>
        Assert.Equal(1_024 / (TopicEvent.Overhead + 2), Page(NewReader(events: 50, options => options.Ingest.MaxHistoryBytes = 1_024), new HistoryRequest()).Events.Length);

    [Fact]
    public void A_topic_of_an_unknown_namespace_is_refused()
    {
        var (reader, _) = NewReader(events: 0);

        var outcome = reader.Read(TopicName.Parse("unknown:topic"), new HistoryRequest());

        Assert.Equal(ErrorCode.UnknownNamespace, Assert.IsType<HistoryOutcome.Refused>(outcome).Code);
    }

    private (HistoryReader Reader, TopicLog Log) NewReader(int events, Action<RealtimeHubOptions>? configure = null)
    {
        var registry = Given.Registry(_clock, configure);
        registry.GetOrCreate(News, out var log);
        log.AppendNumbers(events);
        return (new HistoryReader(registry, Given.Options(configure)), log);
    }

    private static HistoryOutcome.Page Page((HistoryReader Reader, TopicLog) given, HistoryRequest request) =>
        Assert.IsType<HistoryOutcome.Page>(given.Reader.Read(News, request));

    private static HistoryOutcome.Refused Refusal((HistoryReader Reader, TopicLog) given, HistoryRequest request) =>
        Assert.IsType<HistoryOutcome.Refused>(given.Reader.Read(News, request));

    private static IEnumerable<long> OffsetsOf(HistoryOutcome.Page page) => page.Events.Select(e => e.Offset);
}
