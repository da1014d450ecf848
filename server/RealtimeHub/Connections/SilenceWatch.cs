using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Connections;

/// <summary>Finds clients that are gone without a word: nothing has come from them for too long, not even a ping.</summary>
internal sealed partial class SilenceWatch : BackgroundService
{
    // A walk over all connections costs a cache miss or two for each: no more often than it matters.
    private const int LooksForTimeout = 10;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComeBackAfter = TimeSpan.FromSeconds(1);

    private readonly ConnectionRegistry _connections;
    private readonly TimeSpan _timeout;
    private readonly RealtimeHubMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger<SilenceWatch> _logger;
    private readonly LogThrottle _throttle;

    public SilenceWatch(
        ConnectionRegistry connections, IOptions<RealtimeHubOptions> options, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<SilenceWatch> logger)
    {
        _connections = connections;
        _timeout = options.Value.Connections.ClientTimeout;
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
            while (await timer.WaitForNextTickAsync(stoppingToken)) EndSilent();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or was disposed of without being stopped.
        }
    }

    private TimeSpan Interval()
    {
        var interval = _timeout / LooksForTimeout;
        return interval > ShortestInterval ? interval : ShortestInterval;
    }

    private void EndSilent()
    {
        foreach (var connection in _connections.All)
        {
            if (connection.IsEnding || connection.Silence is not { } silence || silence < _timeout) continue;
            _metrics.ConnectionSilent();
            if (_throttle.MayLog()) LogSilent(connection.Id, _timeout);
            _ = connection.EndAsync(CloseCode.NoPing, "no ping came in time", ComeBackAfter);
        }
    }

    [LoggerMessage(EventId = 1202, Level = LogLevel.Information,
        Message = "Connection {ConnectionId} was closed with code 3012: nothing came from it for {ClientTimeout}.")]
    private partial void LogSilent(string connectionId, TimeSpan clientTimeout);
}
