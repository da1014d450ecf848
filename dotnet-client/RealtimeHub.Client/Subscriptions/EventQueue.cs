using System.Threading.Channels;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// The bounded queue between the connection and one subscription's loop: many writers, one reader. When it is full the oldest item
/// makes room, and what was dropped is told as one loss in its place.
/// </summary>
internal sealed class EventQueue
{
    private readonly Lock _gate = new();
    private readonly int _capacity;

    // All guarded by _gate.
    private readonly Queue<FeedItem> _items = new();
    private FeedItem.Accepted? _droppedNotice;
    private FeedItem.Loss? _droppedEvents;
    private Exception? _error;
    private bool _completed;

    // Wakes the reader; one waiting signal is as good as many.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public EventQueue(int capacity) => _capacity = capacity;

    /// <summary>How many events and losses wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count(item => item is not FeedItem.Accepted) + (_droppedEvents is null ? 0 : 1);
            }
        }
    }

    public void Enqueue(FeedItem item)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            if (_items.Count == _capacity)
            {
                Drop(_items.Dequeue());
            }

            _items.Enqueue(item);
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Ends the queue: what it holds is still read, then the reader gets <paramref name="error"/>, or the end.</summary>
    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            if (_completed)
            {
                return;
            }

            (_completed, _error) = (true, error);
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Ends the queue and forgets what it holds.</summary>
    public void Clear()
    {
        Complete(null);
        lock (_gate)
        {
            _items.Clear();
            (_droppedNotice, _droppedEvents) = (null, null);
        }
    }

    /// <summary>Waits for the next item.</summary>
    /// <returns><see langword="null"/> at the end.</returns>
    public async ValueTask<FeedItem?> DequeueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryDequeue(out var item))
            {
                return item;
            }

            await _signal.Reader.ReadAsync(cancellationToken);
        }
    }

    private bool TryDequeue(out FeedItem? item)
    {
        lock (_gate)
        {
            item = TakeDropped();
            if (item is not null || _items.TryDequeue(out item))
            {
                return true;
            }

            return !_completed ? false : _error is null ? true : throw _error;
        }
    }

    private FeedItem? TakeDropped()
    {
        FeedItem? item = _droppedNotice;
        if (item is not null)
        {
            _droppedNotice = null;
            return item;
        }

        item = _droppedEvents;
        _droppedEvents = null;
        return item;
    }

    private void Drop(FeedItem item)
    {
        switch (item)
        {
            case FeedItem.Accepted notice:
                _droppedNotice = notice;
                break;
            case FeedItem.Loss loss:
                Lose(loss, loss.Position, loss.Missed);
                break;
            case FeedItem.Event e:
                var offset = e.Message.Offset;
                Lose(e, new StreamPosition(e.Epoch, offset), new Missed(e.Message.Topic, offset - 1, offset, MissedReason.LocalQueue));
                break;
        }
    }

    private void Lose(FeedItem dropped, StreamPosition position, Missed missed) =>
        _droppedEvents = new FeedItem.Loss(position, Missed.Join(_droppedEvents?.Missed, missed)) { ArrivedAt = dropped.ArrivedAt };
}
