using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

/// <summary>What this client adds to the shared vectors: it notices holes that nobody announced.</summary>
public sealed class CursorTests
{
    [Fact]
    public void A_hole_that_was_not_announced_is_noticed()
    {
        var cursor = Started(offset: 5);

        Assert.True(cursor.Event(9, out var skipped));

        Assert.Equal(new Missed("a", 5, 8, MissedReason.Unknown), skipped);
    }

    [Fact]
    public void An_announced_gap_leaves_no_hole()
    {
        var cursor = Started(offset: 5);
        cursor.Gap(5, 8, MissedReason.Slow);

        Assert.True(cursor.Event(9, out var skipped));

        Assert.Null(skipped);
    }

    [Fact]
    public void A_tail_may_be_shorter_than_asked_for()
    {
        var cursor = Started(offset: 50, tail: 20);

        Assert.True(cursor.Event(48, out var first));
        Assert.True(cursor.Event(50, out var second));

        Assert.Null(first);
        Assert.Equal(new Missed("a", 48, 49, MissedReason.Unknown), second);
    }

    [Fact]
    public void Before_the_first_reply_nothing_counts()
    {
        var cursor = new Cursor("a");

        Assert.False(cursor.Event(1, out _));
        Assert.Null(cursor.Gap(0, 5, MissedReason.Slow));
        Assert.Null(cursor.Position);
    }

    private static Cursor Started(long offset, int? tail = null)
    {
        var cursor = new Cursor("a", since: null, tail);
        cursor.Reply(new SubscribeReply { Topic = "a", Epoch = "e1", Offset = offset });
        return cursor;
    }
}
