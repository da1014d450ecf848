using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tests.Unit;

public sealed class EventQueueTests
{
    [Fact]
    public async Task Dropped_events_and_losses_become_one_loss_in_their_place()
    {
        var queue = new EventQueue(2);
        queue.Enqueue(Event(1));
        queue.Enqueue(new FeedItem.Loss(new StreamPosition("e1", 5), new Missed("a", 1, 5, MissedReason.Slow)));
        queue.Enqueue(Event(6));
        queue.Enqueue(Event(7));
        queue.Enqueue(Event(8));

        var loss = Assert.IsType<FeedItem.Loss>(await NextAsync(queue));
        Assert.Equal(new Missed("a", 0, 6, MissedReason.Slow), loss.Missed);
        Assert.Equal(new StreamPosition("e1", 6), loss.Position);
        Assert.Equal((7, 8), (await NextOffsetAsync(queue), await NextOffsetAsync(queue)));
    }

    [Fact]
    public async Task Of_dropped_acceptances_the_newest_is_kept()
    {
        var queue = new EventQueue(1);
        queue.Enqueue(Accepted(1));
        queue.Enqueue(Accepted(2));
        queue.Enqueue(Event(3));

        Assert.Equal(2, Assert.IsType<FeedItem.Accepted>(await NextAsync(queue)).Subscribed.Offset);
        Assert.Equal(3, await NextOffsetAsync(queue));
    }

    [Fact]
    public async Task What_is_held_is_read_before_the_error()
    {
        var queue = new EventQueue(2);
        queue.Enqueue(Event(1));
        queue.Complete(new RealtimeHubException("over"));
        queue.Enqueue(Event(2));

        Assert.Equal(1, await NextOffsetAsync(queue));
        await Assert.ThrowsAsync<RealtimeHubException>(async () => await NextAsync(queue));
    }

    [Fact]
    public async Task The_end_wakes_a_reader_that_waits()
    {
        var queue = new EventQueue(2);
        var waiting = NextAsync(queue);

        queue.Clear();

        Assert.Null(await waiting);
    }

    [Fact]
    public async Task Many_writers_and_one_reader_lose_nothing_unannounced()
    {
        const int Count = 20_000;
        var queue = new EventQueue(64);
        var writing = Task.Run(() =>
        {
            for (var offset = 1; offset <= Count; offset++)
            {
                queue.Enqueue(Event(offset));
            }

            queue.Complete(null);
        }, TestContext.Current.CancellationToken);

        var position = 0L;
        while (await NextAsync(queue) is { } item)
        {
            var (from, to) = item is FeedItem.Loss loss ? (loss.Missed.From, loss.Missed.To) : (Offset(item) - 1, Offset(item));
            Assert.Equal(position, from);
            position = to;
        }

        await writing;
        Assert.Equal(Count, position);
    }

    private static FeedItem.Event Event(long offset) => new("e1", new EventMessage("a", offset, default, null));

    private static FeedItem.Accepted Accepted(long offset) =>
        new(new Subscribed("a", "e1", offset, false, false, null), new StreamPosition("e1", offset));

    private static long Offset(FeedItem? item) => Assert.IsType<FeedItem.Event>(item).Message.Offset;

    private static Task<FeedItem?> NextAsync(EventQueue queue) => queue.DequeueAsync(TestContext.Current.CancellationToken).AsTask();

    private static async Task<long> NextOffsetAsync(EventQueue queue) => Offset(await NextAsync(queue));
}
