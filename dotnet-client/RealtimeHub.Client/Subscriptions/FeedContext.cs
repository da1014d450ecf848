using Microsoft.Extensions.Logging;
using RealtimeHub.Client.Connecting;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>What every feed of a client needs from outside.</summary>
internal sealed class FeedContext
{
    private readonly Backoff _backoff;
    private readonly Action<TopicFeed> _feedMayBeIdle;

    public FeedContext(Backoff backoff, ServerClock clock, ILogger log, Action<TopicFeed> feedMayBeIdle) =>
        (_backoff, Clock, Log, _feedMayBeIdle) = (backoff, clock, log, feedMayBeIdle);

    public ILogger Log { get; }

    public ServerClock Clock { get; }

    /// <summary>How long to wait after so many failures; never less than the server asked for.</summary>
    public TimeSpan RetryDelay(int failures, TimeSpan? atLeast = null) => _backoff.Next(failures) + (atLeast ?? TimeSpan.Zero);

    /// <summary>Must be called without the feed's lock.</summary>
    public void FeedMayBeIdle(TopicFeed feed) => _feedMayBeIdle(feed);
}
