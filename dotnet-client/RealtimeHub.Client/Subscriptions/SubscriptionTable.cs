using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Connecting;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>The topics that this client follows. Its lock is always taken before that of a feed, never after.</summary>
internal sealed class SubscriptionTable
{
    private readonly Lock _gate = new();
    private readonly FeedContext _context;
    private readonly Action<ServerSubscription> _onUnfollowed;

    // Read without a lock by the connection; changed under _gate alone.
    private readonly ConcurrentDictionary<string, TopicFeed> _feeds = new(StringComparer.Ordinal);

    // Guarded by _gate.
    private HubSession? _session;
    private Exception? _error;
    private bool _ended;

    /// <param name="backoff">The waits between tries.</param>
    /// <param name="clock">The server's clock.</param>
    /// <param name="log">Where it logs.</param>
    /// <param name="onUnfollowed">Told of topics to which the server has subscribed the client, and that nothing here follows. Must not throw and must not wait.</param>
    public SubscriptionTable(Backoff backoff, ServerClock clock, ILogger log, Action<ServerSubscription> onUnfollowed) =>
        (_context, _onUnfollowed) = (new FeedContext(backoff, clock, log, DropIfIdle), onUnfollowed);

    public void Add(LocalSubscriber subscriber)
    {
        lock (_gate)
        {
            if (_ended)
            {
                subscriber.End(_error);
                return;
            }

            if (!_feeds.TryGetValue(subscriber.Topic, out var feed))
            {
                feed = _feeds[subscriber.Topic] = new TopicFeed(subscriber.Topic, _context);
                if (_session is not null)
                {
                    feed.Attach(_session);
                }
            }

            feed.Add(subscriber);
        }
    }

    /// <returns>What the server said last; <see langword="null"/> before its first answer.</returns>
    public Rate? RateOf(LocalSubscriber subscriber) => _feeds.TryGetValue(subscriber.Topic, out var feed) ? feed.Rate : null;

    /// <exception cref="RealtimeHubException">The subscription is closed or shared, or the server refused.</exception>
    public Task<Rate> SetRateAsync(LocalSubscriber subscriber, Rate rate) =>
        _feeds.TryGetValue(subscriber.Topic, out var feed)
            ? feed.SetRateAsync(subscriber, rate)
            : Task.FromException<Rate>(TopicFeed.Closed(subscriber.Topic));

    public void Remove(LocalSubscriber subscriber)
    {
        if (_feeds.TryGetValue(subscriber.Topic, out var feed))
        {
            feed.Remove(subscriber);
            DropIfIdle(feed);
        }

        subscriber.End(null);
    }

    /// <summary>A connection is there: subscribe everything on it.</summary>
    public void Attach(HubSession session)
    {
        lock (_gate)
        {
            _session = session;
            foreach (var feed in _feeds.Values)
            {
                feed.Attach(session);
            }
        }
    }

    /// <summary>The connection is gone; what it may still say is not heard.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _session = null;
            foreach (var feed in _feeds.Values)
            {
                feed.Detach();
                DropIfIdle(feed);
            }
        }
    }

    /// <summary>Ends all subscriptions, and those that are made later too.</summary>
    public void End(Exception? error)
    {
        lock (_gate)
        {
            (_ended, _error) = (true, error);
            foreach (var feed in _feeds.Values)
            {
                feed.End(error);
            }

            _feeds.Clear();
        }
    }

    public void OnMessage(HubSession session, ServerMessage message)
    {
        switch (message)
        {
            case EventMessage e when _feeds.TryGetValue(e.Topic, out var feed):
                feed.OnEvent(session, e);
                break;
            case GapMessage gap when _feeds.TryGetValue(gap.Topic, out var feed):
                feed.OnGap(session, gap);
                break;
            // A feed asks by itself, with its own position, and takes the place of what the server has made.
            case SubscribedMessage { Reply: var reply } when !_feeds.ContainsKey(reply.Topic):
                _onUnfollowed(new ServerSubscription(reply.Topic, new StreamPosition(reply.Epoch, reply.From ?? reply.Offset)));
                break;
            case UnsubscribedMessage unsubscribed when _feeds.TryGetValue(unsubscribed.Topic, out var feed):
                feed.OnUnsubscribed(session, unsubscribed);
                break;
            case PresenceMessage presence when _feeds.TryGetValue(presence.Topic, out var feed):
                feed.OnPresence(session, presence);
                break;
        }
    }

    public void OnSubscribed(HubSession session, SubscribeAnswer reply)
    {
        if (_feeds.TryGetValue(reply.Topic, out var feed))
        {
            feed.OnSubscribed(session, reply);
        }
    }

    private void DropIfIdle(TopicFeed feed)
    {
        lock (_gate)
        {
            if (feed.IsIdle)
            {
                _feeds.TryRemove(KeyValuePair.Create(feed.Topic, feed));
            }
        }
    }
}
