using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;

namespace RealtimeHub.Topics;

/// <summary>Sweeps the topics at the configured interval.</summary>
internal sealed class TopicSweeper : BackgroundService
{
    private readonly TopicRegistry _topics;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;

    public TopicSweeper(TopicRegistry topics, IOptions<RealtimeHubOptions> options, TimeProvider clock) =>
        (_topics, _interval, _clock) = (topics, options.Value.Topics.SweepInterval, clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) _topics.Sweep();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops, or was disposed of without being stopped.
        }
    }
}
