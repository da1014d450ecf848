using RealtimeHub.Client.Connecting;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>Makes what the server does for the topic follow what is wanted here, one call at a time.</summary>
internal sealed partial class TopicFeed
{
    // Each interest in the topic has a number, and what arrives counts only for the interest it was asked for: a late answer or a late
    // event cannot touch a newer subscription. 0 is "none". All guarded by _gate.
    private long _lastInterest;
    private long _wanted;
    private long _asked;
    private long _actual;
    private HubSession? _session;
    private HubSession? _workingOn;

    private enum Step
    {
        Nothing,
        Subscribe,
        Unsubscribe,
        SetRate,
    }

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _wanted == 0 && _actual == 0 && _workingOn is null;
            }
        }
    }

    public void Attach(HubSession session)
    {
        lock (_gate)
        {
            _session = session;
            Reconcile();
        }
    }

    public void Detach()
    {
        lock (_gate)
        {
            (_session, _workingOn, _actual, _asked) = (null, null, 0, 0);
            MoveTo(SubscriptionState.Pending);
        }
    }

    /// <summary>The server ended the subscription on its own.</summary>
    public void OnUnsubscribed(HubSession session, UnsubscribedMessage message)
    {
        lock (_gate)
        {
            if (!IsLive(session))
            {
                return;
            }

            _actual = 0;
            if (ErrorText.IsTemporary(message.Code))
            {
                MoveTo(SubscriptionState.Pending);
                Reconcile(_context.RetryDelay(1));
                return;
            }

            Fail(RealtimeHubException.FromCode(message.Code, $"The server ended the subscription to '{_topic}': {message.Reason}"));
        }

        _context.FeedMayBeIdle(this);
    }

    private bool IsLive(HubSession session) => session == _session && _actual != 0 && _actual == _wanted;

    /// <returns>Whether the answer is for what is wanted now.</returns>
    private bool TakeReply(HubSession session)
    {
        if (session != _session || _asked == 0)
        {
            return false;
        }

        (_actual, _asked) = (_asked, 0);
        return _actual == _wanted;
    }

    /// <summary>Whether the server has nothing to do.</summary>
    private bool IsAsWished => _wanted == _actual && (_actual == 0 || !_rate.Differs);

    private void WantAnew() => _wanted = ++_lastInterest;

    private void WantNothing() => _wanted = 0;

    private void Reconcile(TimeSpan delay = default)
    {
        if (_session is { } session && _workingOn is null && !IsAsWished)
        {
            _workingOn = session;
            _ = Task.Run(() => ReconcileAsync(session, delay));
        }
    }

    private async Task ReconcileAsync(HubSession session, TimeSpan delay)
    {
        var failures = 0;
        await session.DelayAsync(delay);
        while (NextStep(session, out var request, out var interest) is var step and not Step.Nothing)
        {
            try
            {
                await (step switch
                {
                    Step.Subscribe => session.SubscribeAsync(request),
                    Step.SetRate => SetRateAsync(session, new RateQuestion(request.MaxRate, request.Conflate), interest),
                    _ => UnsubscribeAsync(session),
                });
                failures = 0;
            }
            catch (RealtimeHubException e) when (e.IsTemporary && !session.HasEnded)
            {
                _context.Log.SubscriptionWillRetry(_topic, e.Message);
                await session.DelayAsync(_context.RetryDelay(++failures, e.RetryAfter));
            }
            catch (RealtimeHubException e) when (!session.HasEnded)
            {
                Refused(session, step, e);
            }
            catch (RealtimeHubException)
            {
                // The connection ended; the next one starts over.
            }
        }

        _context.FeedMayBeIdle(this);
    }

    private Step NextStep(HubSession session, out SubscribeRequest request, out long interest)
    {
        lock (_gate)
        {
            request = new SubscribeRequest();
            interest = _wanted;
            _asked = 0;
            if (session != _session || session.HasEnded || IsAsWished)
            {
                _workingOn = _workingOn == session ? null : _workingOn;
                return Step.Nothing;
            }

            if (_actual != _wanted && _actual != 0)
            {
                return Step.Unsubscribe;
            }

            request = NextRequest();
            if (_actual != 0)
            {
                return Step.SetRate;
            }

            _asked = _wanted;
            return Step.Subscribe;
        }
    }

    private SubscribeRequest NextRequest()
    {
        var rate = _rate.Tell();
        return new SubscribeRequest
        {
            Topic = _topic,
            Since = _cursor.Position,
            Tail = _tail,
            MaxRate = rate.MaxRate,
            Conflate = rate.Conflate ? true : null,
        };
    }

    private async Task UnsubscribeAsync(HubSession session)
    {
        await session.UnsubscribeAsync(_topic);
        NoteUnsubscribed(session);
    }

    private void NoteUnsubscribed(HubSession session)
    {
        lock (_gate)
        {
            _actual = session == _session ? 0 : _actual;
        }
    }

    private void Refused(HubSession session, Step step, RealtimeHubException error)
    {
        if (step == Step.Unsubscribe)
        {
            // The server would not end what it does not have; there is nothing left to do about it.
            NoteUnsubscribed(session);
            return;
        }

        lock (_gate)
        {
            if (session == _session && _asked == _wanted)
            {
                Fail(error);
            }
        }
    }

    private void Fail(RealtimeHubException error)
    {
        _context.Log.SubscriptionEnded(_topic, error.Message);
        End(error);
    }
}
