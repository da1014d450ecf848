using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

/// <summary>What the shared vectors do not say.</summary>
public sealed class CursorTests
{
    [Fact]
    public void Before_the_first_reply_nothing_counts()
    {
        var cursor = new Cursor("a");

        Assert.False(cursor.Event(1, out _));
        Assert.Null(cursor.Gap(0, 5, MissedReason.Slow));
        Assert.Null(cursor.Position);
    }

    [Fact]
    public void A_loss_is_named_although_the_server_gave_no_reason()
    {
        var cursor = new Cursor("a", new StreamPosition("e1", 3));

        Assert.Equal(new Missed("a", 3, 1, MissedReason.EpochChanged), cursor.Reply(new SubscribeAnswer("a", "e2", 1)));
    }

    [Fact]
    public void Skipped_offsets_are_losses_again_when_the_newest_alone_are_no_longer_wished_for()
    {
        var cursor = new Cursor("a", new StreamPosition("e1", 3)) { Conflated = true };
        cursor.Event(7, out var wished);
        cursor.Conflated = false;
        cursor.Event(9, out var skipped);

        Assert.Null(wished);
        Assert.Equal(new Missed("a", 7, 8, MissedReason.Unknown), skipped);
    }
}
