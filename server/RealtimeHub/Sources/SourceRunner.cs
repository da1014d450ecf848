using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RealtimeHub.Sources;

/// <summary>Keeps one source running, and its pump.</summary>
internal sealed partial class SourceRunner
{
    private readonly IEventSource _source;
    private readonly Channel<SourceEvent> _channel;
    private readonly SourcePump _pump;
    private readonly RestartBackoff _backoff;
    private readonly SourceRunnerServices _services;
    private readonly ILogger _logger;
    private volatile bool _sourceRuns;

    public SourceRunner(IEventSource source, SourceOptions options, SourceRunnerServices services)
    {
        _source = source;
        _channel = Channel.CreateBounded<SourceEvent>(
            new BoundedChannelOptions(options.Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _pump = new SourcePump(source.Name, _channel.Reader, services.Publisher, services.Metrics, services.Logger);
        _backoff = new RestartBackoff(options, services.Random);
        _services = services;
        _logger = services.Logger;
    }

    /// <summary>Runs until <paramref name="stopping"/> and until everything that was written is published, or until <paramref name="giveUp"/>.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        _sourceRuns = true;
        var pumping = _pump.RunAsync(giveUp);
        await KeepRunningAsync(stopping);
        _sourceRuns = false;
        _channel.Writer.TryComplete();
        await pumping;
    }

    /// <summary>Says what could not be done in the time that the host gives for stopping; nothing when all was done.</summary>
    public void ReportUnfinished()
    {
        // A source that did not obey must not wait for room for ever.
        _channel.Writer.TryComplete();
        if (_sourceRuns) LogSourceDidNotStop(_source.Name);
        if (_pump.Waiting is > 0 and var left) LogGaveUp(_source.Name, left);
    }

    private async Task KeepRunningAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var started = _services.Clock.GetTimestamp();
            var error = await RunOnceAsync(stopping);
            if (error is not null && stopping.IsCancellationRequested) LogFailedWhileStopping(error, _source.Name);
            if (stopping.IsCancellationRequested) return;

            var delay = _backoff.Next(_services.Clock.GetElapsedTime(started));
            ReportFailure(error, delay);
            await Task.Delay(delay, _services.Clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>What the source threw; nothing when it returned or obeyed <paramref name="stopping"/>.</returns>
    private async Task<Exception?> RunOnceAsync(CancellationToken stopping)
    {
        try
        {
            // On its own: a source that never awaits must not hold up the others.
            await Task.Run(() => _source.RunAsync(new SourceWriter(_channel.Writer), stopping), CancellationToken.None);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private void ReportFailure(Exception? error, TimeSpan delay)
    {
        _services.Metrics.SourceFailed(_source.Name);
        if (error is null) LogReturnedEarly(_source.Name, delay.TotalSeconds);
        else LogFailed(error, _source.Name, delay.TotalSeconds);
    }
}
