using RealtimeHub.Client.Subscriptions;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Connecting;

/// <summary>
/// Asks the server for its time, from the first event on that carries one: only then can anybody know how old an event is, and an
/// application whose events carry no time is spared the traffic.
/// </summary>
internal sealed class TimeSync
{
    private static readonly TimeSpan AtFirst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(10);

    private readonly HubSession _session;
    private readonly ServerClock _clock;
    private int _started;

    public TimeSync(HubSession session, ServerClock clock) => (_session, _clock) = (session, clock);

    /// <summary>Starts it, unless it was started before. It ends with the session.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            _ = Task.Run(RunAsync);
        }
    }

    private async Task RunAsync()
    {
        for (var asked = 1; !_session.HasEnded; asked++)
        {
            await AskAsync();
            await _session.DelayAsync(asked < 3 ? AtFirst : Later);
        }
    }

    private async Task AskAsync()
    {
        try
        {
            var askedAt = _clock.Timestamp;
            var serverTime = await _session.InvokeAsync<double>(HubNames.Time, [], CancellationToken.None);
            _clock.Take(askedAt, serverTime);
        }
        catch (RealtimeHubException)
        {
            // Refused (too much in too little time, say), or the connection has ended: no measurement this time.
        }
    }
}
