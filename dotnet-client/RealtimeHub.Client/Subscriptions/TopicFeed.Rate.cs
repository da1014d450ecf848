using RealtimeHub.Client.Connecting;
using RealtimeHub.Client.Wire;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>How fast the topic comes.</summary>
internal sealed partial class TopicFeed
{
    public static RealtimeHubException Closed(string topic) => new($"The subscription to '{topic}' is closed.");

    /// <exception cref="RealtimeHubException">The subscription is closed or shared, or the server refused.</exception>
    public Task<Rate> SetRateAsync(LocalSubscriber subscriber, Rate rate)
    {
        lock (_gate)
        {
            if (!_subscribers.Contains(subscriber))
            {
                return Task.FromException<Rate>(Closed(_topic));
            }

            if (_subscribers.Count > 1)
            {
                return Task.FromException<Rate>(Shared("its rate cannot be changed for one of them. Use a client of its own."));
            }

            var changed = _rate.ChangeAsync(rate);
            _cursor.Conflated = _rate.MayConflate;
            Reconcile();
            return changed;
        }
    }

    private async Task SetRateAsync(HubSession session, RateQuestion question, long interest)
    {
        try
        {
            var answer = await session.SetRateAsync(_topic, question);
            Settle(() => RateAccepted(answer.MaxRate));
        }
        catch (RealtimeHubException e) when (!session.HasEnded)
        {
            Settle(() => RateRefused(e));
        }

        void Settle(Action settle)
        {
            lock (_gate)
            {
                // Without the connection the next Subscribe carries the wish.
                if (session == _session && interest == _wanted)
                {
                    settle();
                }
            }
        }
    }

    private void RateAccepted(double? maxRate)
    {
        _rate.Accepted(maxRate);
        _cursor.Conflated = _rate.MayConflate;
    }

    private void RateRefused(RealtimeHubException error)
    {
        _rate.Refused(error);
        _cursor.Conflated = _rate.MayConflate;
    }
}
