using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Connections;

/// <summary>
/// Ends connections whose time is over: clients that are gone without a word, from which nothing has come for too long, not even a ping; and those
/// whose token has ended.
/// </summary>
internal sealed partial class ConnectionWatch : BackgroundService
{
    // A walk over all connections costs a cache miss or two for each: no more often than it matters.
    private const int LooksForTimeout = 10;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(1);

    /// <summary>A token that has ended is noticed within this time.</summary>
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromSeconds(3);

    private readonly ConnectionRegistry _connections;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _skew;
    private readonly bool _hasTokens;
    private readonly RealtimeHubMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<ConnectionWatch> _logger;
    private readonly LogThrottle _throttle;

    public ConnectionWatch(
        ConnectionRegistry connections, IOptions<RealtimeHubOptions> options, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<ConnectionWatch> logger)
    {
        _connections = connections;
        _timeout = options.Value.Connections.ClientTimeout;
        (_skew, _hasTokens) = (options.Value.Tokens.ClockSkew, options.Value.Tokens.IsOn);
        _metrics = metrics;
        _clock = clock;
        _logger = logger;
        _throttle = new LogThrottle(clock);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval(), _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) LookAround();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or was disposed of without being stopped.
        }
    }

    private TimeSpan Interval()
    {
        var interval = _timeout / LooksForTimeout;
        if (_hasTokens && interval > ExpiryInterval) interval = ExpiryInterval;
        return interval > ShortestInterval ? interval : ShortestInterval;
    }

    private void LookAround()
    {
        var now = _clock.GetUtcNow();
        foreach (var connection in _connections.All)
        {
            if (connection.IsEnding) continue;
            if (connection.Silence >= _timeout) EndSilent(connection);
            else if (connection.Expires + _skew <= now) EndExpired(connection);
        }
    }

    private void EndSilent(ClientConnection connection)
    {
        _metrics.ConnectionSilent();
        if (_throttle.MayLog()) LogSilent(connection.Id, _timeout);
        _ = connection.EndAsync(CloseCode.NoPing, "no ping came in time", ComeBackAfter);
    }

    /// <summary>Whoever has a new token comes back and misses nothing; not all at the same moment.</summary>
    private void EndExpired(ClientConnection connection)
    {
        _metrics.ConnectionExpired();
        _ = connection.EndAsync(CloseCode.TokenExpired, "the token has expired", ComeBackAfter * Random.Shared.NextDouble());
    }

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information,
        Message = "Connection {ConnectionId} was closed with code 3012: nothing came from it for {ClientTimeout}.")]
    private partial void LogSilent(string connectionId, TimeSpan clientTimeout);
}
