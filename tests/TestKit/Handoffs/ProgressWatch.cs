namespace RealtimeHub.TestKit.Handoffs;

/// <summary>Ends a run that does not move any more, and tells how far a long one is.</summary>
internal sealed class ProgressWatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Func<long> _progress;
    private readonly Func<string> _describe;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="progress">A number that goes up for as long as the run moves.</param>
    /// <param name="describe">How far it is, in words.</param>
    public ProgressWatch(Func<long> progress, Func<string> describe) => (_progress, _describe) = (progress, describe);

    public CancellationToken Stopped => _stop.Token;

    /// <exception cref="TimeoutException">Nothing has moved for 30 seconds.</exception>
    public async Task GuardAsync(Func<Task> run)
    {
        var running = Task.Run(run);
        using var timer = new PeriodicTimer(LookInterval, TimeProvider.System);
        var (last, still) = (-1L, TimeSpan.Zero);
        for (var look = timer.WaitForNextTickAsync().AsTask(); await Task.WhenAny(running, look) == look; look = timer.WaitForNextTickAsync().AsTask())
        {
            Campaign.TellProgress(_describe());
            var now = _progress();
            still = now == last ? still + LookInterval : TimeSpan.Zero;
            last = now;
            if (still < Patience) continue;
            await _stop.CancelAsync();
            throw new TimeoutException($"Nothing has moved for {Patience.TotalSeconds} s: {_describe()}.");
        }

        await running;
    }

    public void Dispose() => _stop.Dispose();
}
