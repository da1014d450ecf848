using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Topics;

/// <summary>Keeps all logs together within their budget: topics that were not used for longest shrink first.</summary>
internal sealed partial class LogTrimmer : BackgroundService
{
    /// <summary>The pause after a look that could not free enough: the rest is guaranteed, and every event would ask for another.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly TopicRegistry _topics;
    private readonly LogBudget _budget;
    private readonly TimeProvider _clock;
    private readonly ILogger<LogTrimmer> _logger;
    private readonly LogThrottle _throttle;

    public LogTrimmer(TopicRegistry topics, LogBudget budget, RealtimeHubMetrics metrics, TimeProvider clock, ILogger<LogTrimmer> logger)
    {
        (_topics, _budget, _clock, _logger) = (topics, budget, clock, logger);
        _throttle = new LogThrottle(clock);
        metrics.WatchLogs(() => topics.Count, () => budget.Events, () => budget.Bytes, () => budget.Dropped);
    }

    /// <summary>Frees what is over the budget, and a little more. Does nothing while there is room.</summary>
    public void Trim()
    {
        if (_budget.ToFree is 0) return;
        var before = _budget.Dropped;

        // The moment of use changes while this runs: it is looked at once for each topic.
        foreach (var (log, _) in _topics.All.Select(log => (Log: log, log.LastUse)).OrderBy(entry => entry.LastUse))
        {
            var toFree = _budget.ToFree;
            if (toFree == 0) break;
            log.Shrink(toFree);
        }

        if (_throttle.MayLog()) LogTrimmed(_budget.MaxBytes, _budget.Dropped - before, _budget.ToFree is 0 ? "There is room again." : "The rest is guaranteed to its topics.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in _budget.Passed.ReadAllAsync(stoppingToken))
            {
                Trim();
                if (_budget.ToFree > 0) await Task.Delay(Pause, _clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or was disposed of without being stopped.
        }
    }

    [LoggerMessage(EventId = 1002, Level = LogLevel.Warning,
        Message = "The logs of all topics together passed their budget of {MaxBytes} bytes: {Events} of the oldest events of the topics used least were dropped early. {Outcome} See RealtimeHub:Topics:MaxTotalBytes.")]
    private partial void LogTrimmed(long maxBytes, long events, string outcome);
}
