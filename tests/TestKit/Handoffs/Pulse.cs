namespace RealtimeHub.TestKit.Handoffs;

/// <summary>Wakes everybody who waits for "something has changed".</summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = Fresh();

    /// <summary>Take it before looking: then no change is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() => Interlocked.Exchange(ref _next, Fresh()).TrySetResult();

    private static TaskCompletionSource Fresh() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
