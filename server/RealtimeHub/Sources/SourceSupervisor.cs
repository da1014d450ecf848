using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Ingest;

namespace RealtimeHub.Sources;

/// <summary>Runs all sources, each on its own: what one does is not felt by another.</summary>
internal sealed class SourceSupervisor : BackgroundService
{
    private readonly SourceRunner[] _runners;
    private readonly CancellationTokenSource _giveUp = new();

    public SourceSupervisor(
        IEnumerable<IEventSource> sources, IEventPublisher publisher, SourceMetrics metrics, IOptions<SourceOptions> options,
        TimeProvider clock, ILogger<SourceSupervisor> logger, Random? random = null)
    {
        var services = new SourceRunnerServices(publisher, metrics, clock, random ?? Random.Shared, logger);
        _runners = [.. sources.Select(source => new SourceRunner(source, options.Value, services))];
    }

    /// <summary>Stops the sources and publishes what they wrote, as far as the host's shutdown time allows.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var timeIsOver = cancellationToken.Register(_giveUp.Cancel);
        await base.StopAsync(cancellationToken);
        foreach (var runner in _runners) runner.ReportUnfinished();
    }

    public override void Dispose()
    {
        base.Dispose();
        _giveUp.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_runners.Select(runner => runner.RunAsync(stoppingToken, _giveUp.Token)));
}
