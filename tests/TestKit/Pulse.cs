namespace RealtimeHub.TestKit;

/// <summary>Wakes everybody who waits for "something has changed".</summary>
public sealed class Pulse
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>Take it before looking: then no change is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    /// <summary>Waits until it is so; looked at again whenever something has changed.</summary>
    public async Task UntilAsync(Func<bool> isSo, CancellationToken stop)
    {
        for (var next = Next; !isSo(); next = Next) await next.WaitAsync(stop);
    }

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
