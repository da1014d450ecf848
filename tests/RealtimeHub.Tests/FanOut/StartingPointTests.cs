using RealtimeHub.Contracts;
using RealtimeHub.FanOut;
using RealtimeHub.Topics;
using Xunit;

namespace RealtimeHub.Tests.FanOut;

public sealed class StartingPointTests
{
    private static readonly LogWindow FiveToTen = new(First: 5, Head: 10, Events: 6, Bytes: 600);
    private static readonly LogWindow Empty = new(First: 11, Head: 10, Events: 0, Bytes: 0);
    private static readonly LogWindow New = new(First: 1, Head: 0, Events: 0, Bytes: 0);

    [Fact]
    public void Without_wishes_delivery_starts_after_the_head()
    {
        Assert.Equal(new StartingPoint(10, Recovered: false, null), Decide(FiveToTen));
        Assert.Equal(new StartingPoint(0, Recovered: false, null), Decide(New));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 9)]
    [InlineData(6, 4)]
    [InlineData(7, 4)]
    [InlineData(int.MaxValue, 4)]
    public void A_tail_starts_so_many_events_before_the_head_or_at_the_oldest(int tail, long cursor) =>
        Assert.Equal(new StartingPoint(cursor, Recovered: false, null), Decide(FiveToTen, tail: tail));

    [Fact]
    public void A_tail_of_an_empty_log_starts_after_the_head()
    {
        Assert.Equal(10, Decide(Empty, tail: 5).Cursor);
        Assert.Equal(0, Decide(New, tail: 5).Cursor);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(10)]
    public void A_position_is_continued_when_the_log_holds_everything_after_it(long since) =>
        Assert.Equal(new StartingPoint(since, Recovered: true, null), Decide(FiveToTen, Since("epoch", since)));

    [Theory]
    [InlineData(0, RecoveryReasons.TooOld)]
    [InlineData(3, RecoveryReasons.TooOld)]
    [InlineData(11, RecoveryReasons.Ahead)]
    [InlineData(StreamPosition.MaxOffset, RecoveryReasons.Ahead)]
    public void A_position_outside_the_log_starts_after_the_head_and_says_why(long since, string reason) =>
        Assert.Equal(new StartingPoint(10, Recovered: false, reason), Decide(FiveToTen, Since("epoch", since)));

    [Theory]
    [InlineData("other", 7)]
    [InlineData("EPOCH", 7)]
    [InlineData("other", 99)]
    [InlineData("other", 0)]
    public void A_position_of_another_epoch_says_so_whatever_its_offset(string epoch, long since) =>
        Assert.Equal(new StartingPoint(10, Recovered: false, RecoveryReasons.EpochChanged), Decide(FiveToTen, Since(epoch, since)));

    [Fact]
    public void Nothing_was_missed_in_an_empty_log_at_its_head()
    {
        Assert.Equal(new StartingPoint(10, Recovered: true, null), Decide(Empty, Since("epoch", 10)));
        Assert.Equal(new StartingPoint(10, Recovered: false, RecoveryReasons.TooOld), Decide(Empty, Since("epoch", 9)));
        Assert.Equal(new StartingPoint(0, Recovered: true, null), Decide(New, Since("epoch", 0)));
    }

    [Fact]
    public void A_tail_counts_only_when_the_position_cannot_be_continued()
    {
        Assert.Equal(new StartingPoint(6, Recovered: true, null), Decide(FiveToTen, Since("epoch", 6), tail: 1));
        Assert.Equal(new StartingPoint(9, Recovered: false, RecoveryReasons.TooOld), Decide(FiveToTen, Since("epoch", 1), tail: 1));
    }

    private static StreamPosition Since(string epoch, long offset) => new(epoch, offset);

    private static StartingPoint Decide(LogWindow window, StreamPosition? since = null, int? tail = null) =>
        StartingPoint.Decide(window, "epoch", since, tail);
}
