using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>How far an application has come with a subscription, and how far behind it is. Written by its loop, read by anybody.</summary>
internal sealed class Progress
{
    private readonly ServerClock _clock;
    private volatile StreamPosition? _position;

    // The newest event at the time of the server's last answer. Older ones were asked for late; their age is no lag. Touched by the loop alone.
    private StreamPosition? _head;

    // Ticks, because they are read while they are written; negative for "not known".
    private long _lag = -1;
    private long _localLag = -1;

    public Progress(StreamPosition? since, ServerClock clock) => (_position, _clock) = (since, clock);

    /// <summary>The place after the last item that was handled.</summary>
    public StreamPosition? Position => _position;

    public TimeSpan? Lag => Known(Interlocked.Read(ref _lag));

    public TimeSpan? LocalLag => Known(Interlocked.Read(ref _localLag));

    /// <summary>The server has answered: the subscription begins after <paramref name="start"/>, unless something was handled before.</summary>
    public void Accepted(StreamPosition start, StreamPosition head)
    {
        _position ??= start;
        _head = head;
    }

    /// <summary>The application gets an item.</summary>
    public void Begin(FeedItem item)
    {
        Interlocked.Exchange(ref _localLag, _clock.ElapsedSince(item.ArrivedAt).Ticks);
        if (item is FeedItem.Event { Message: { Meta.Time: { } time, Offset: var offset }, Epoch: var epoch }
            && epoch == _head?.Epoch && offset > _head.Offset
            && _clock.Since(time) is { } lag)
        {
            Interlocked.Exchange(ref _lag, lag.Ticks);
        }
    }

    /// <summary>The application is done with what lies before this place.</summary>
    public void End(StreamPosition position) => _position = position;

    private static TimeSpan? Known(long ticks) => ticks < 0 ? null : TimeSpan.FromTicks(ticks);
}
