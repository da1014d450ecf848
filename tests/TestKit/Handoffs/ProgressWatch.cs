namespace RealtimeHub.TestKit.Handoffs;

/// <summary>Ends a run that does not move any more, and tells how far a long one is.</summary>
internal sealed class ProgressWatch : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly Func<long> _progress;
    private readonly Func<string> _describe;
    private readonly Func<string> _describeWaiting;
    private readonly CancellationTokenSource _stop = new();

    /// <param name="progress">A number that goes up for as long as the run moves.</param>
    /// <param name="describe">How far it is, in words.</param>
    /// <param name="describeWaiting">Who waits for what, when nothing moves any more.</param>
    public ProgressWatch(Func<long> progress, Func<string> describe, Func<string> describeWaiting) =>
        (_progress, _describe, _describeWaiting) = (progress, describe, describeWaiting);

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
            var problem = new TimeoutException($"Nothing has moved for {Patience.TotalSeconds} s: {_describe()}. {_describeWaiting()}");
            await _stop.CancelAsync();
            throw problem;
        }

        await running;
    }

    public void Dispose() => _stop.Dispose();
}
