using RealtimeHub.Client.Connecting;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>
/// One topic as this client follows it: one subscription on the server, shared by all local subscribers of the topic.
/// This file takes what arrives and who comes and goes; the other one keeps the server informed.
/// </summary>
internal sealed partial class TopicFeed
{
    private readonly Lock _gate = new();
    private readonly string _topic;
    private readonly FeedContext _context;

    // All guarded by _gate.
    private readonly List<LocalSubscriber> _subscribers = [];
    private int? _tail;
    private TopicRate _rate = new(new Rate());
    private Cursor _cursor;
    private bool _acceptedBefore;
    private Presence? _presence;

    public TopicFeed(string topic, FeedContext context) => (_topic, _context, _cursor) = (topic, context, new Cursor(topic));

    public string Topic => _topic;

    public Rate? Rate
    {
        get
        {
            lock (_gate)
            {
                return _rate.InEffect;
            }
        }
    }

    /// <exception cref="RealtimeHubException">The topic is followed already, in a way that cannot be shared.</exception>
    public void Add(LocalSubscriber subscriber)
    {
        lock (_gate)
        {
            if (_subscribers.Count == 0)
            {
                var options = subscriber.Options;
                _tail = options.Tail;
                _rate = new TopicRate(options.Rate);
                _cursor = new Cursor(_topic, options.Since, options.Tail) { Conflated = options.Conflate };
                _acceptedBefore = false;
                _presence = null;
                WantAnew();
            }
            else
            {
                RequireShareable(subscriber.Options);
                Join(subscriber);
            }

            _subscribers.Add(subscriber);
            Reconcile();
        }
    }

    public void Remove(LocalSubscriber subscriber)
    {
        lock (_gate)
        {
            if (_subscribers.Remove(subscriber) && _subscribers.Count == 0)
            {
                _rate.End(Closed(_topic));
                WantNothing();
            }

            subscriber.End(null);
            Reconcile();
        }
    }

    public void OnEvent(HubSession session, EventMessage message)
    {
        lock (_gate)
        {
            if (!IsLive(session) || !_cursor.Event(message.Offset, out var skipped))
            {
                return;
            }

            var position = _cursor.Position!;
            Lose(skipped, position with { Offset = message.Offset - 1 });
            Push(new FeedItem.Event(position.Epoch, message) { ArrivedAt = _context.Clock.Timestamp });
        }
    }

    public void OnGap(HubSession session, GapMessage message)
    {
        lock (_gate)
        {
            if (!IsLive(session))
            {
                return;
            }

            var reason = Missed.ParseReason(message.Reason);
            if (reason == MissedReason.EpochChanged)
            {
                // The notice does not name the new life of the topic. Asking to continue in the old one tells it, and what was lost.
                WantAnew();
                MoveTo(SubscriptionState.Pending);
                Reconcile();
                return;
            }

            Lose(_cursor.Gap(message.From, message.To, reason), _cursor.Position);
        }
    }

    public void OnSubscribed(HubSession session, SubscribeAnswer reply)
    {
        lock (_gate)
        {
            if (!TakeReply(session))
            {
                return;
            }

            var lost = _cursor.Reply(reply);
            var subscribed = new Subscribed(_topic, reply.Epoch, reply.Offset, reply.Recovered, _acceptedBefore, lost?.Reason, reply.MaxRate);
            _acceptedBefore = true;
            RateAccepted(reply.MaxRate);
            MoveTo(SubscriptionState.Subscribed);
            Push(new FeedItem.Accepted(subscribed, _cursor.Position!));
            Lose(lost, _cursor.Position);
        }
    }

    public void OnPresence(HubSession session, PresenceMessage message)
    {
        lock (_gate)
        {
            if (!IsLive(session))
            {
                return;
            }

            _presence = PresenceList.After(_presence, message);
            foreach (var subscriber in _subscribers)
            {
                subscriber.Presence.Set(_presence);
            }
        }
    }

    /// <summary>Ends all local subscribers.</summary>
    public void End(Exception? error)
    {
        lock (_gate)
        {
            foreach (var subscriber in _subscribers)
            {
                subscriber.End(error);
            }

            _subscribers.Clear();
            _rate.End(error ?? Closed(_topic));
            WantNothing();
        }
    }

    private void RequireShareable(SubscribeOptions options)
    {
        if (options.Since is not null || options.Tail > 0 || !_rate.Suits(options.Rate))
        {
            throw Shared("Since and Tail must be absent, MaxRate and Conflate equal. Otherwise use a client of its own, or read the past with HistoryAsync.");
        }
    }

    private RealtimeHubException Shared(string what) =>
        new($"'{_topic}' is followed by this client more than once, over one subscription on the server: {what}") { Code = ErrorCode.AlreadySubscribed };

    private void Join(LocalSubscriber subscriber)
    {
        if (_actual == _wanted && _cursor.Position is { } position)
        {
            subscriber.MoveTo(SubscriptionState.Subscribed);
            var subscribed = new Subscribed(_topic, position.Epoch, position.Offset, Recovered: false, Resubscribed: false, Reason: null, _rate.InEffect?.MaxRate);
            subscriber.Queue.Enqueue(new FeedItem.Accepted(subscribed, position));
        }

        if (_presence is not null)
        {
            subscriber.Presence.Set(_presence);
        }
    }

    private void Lose(Missed? missed, StreamPosition? position)
    {
        if (missed is not null && position is not null)
        {
            Push(new FeedItem.Loss(position, missed) { ArrivedAt = _context.Clock.Timestamp });
        }
    }

    private void Push(FeedItem item)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.Queue.Enqueue(item);
        }
    }

    private void MoveTo(SubscriptionState state)
    {
        foreach (var subscriber in _subscribers)
        {
            subscriber.MoveTo(state);
        }
    }
}
