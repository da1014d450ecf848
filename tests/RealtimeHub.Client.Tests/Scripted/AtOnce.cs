namespace RealtimeHub.Client.Tests.Scripted;

/// <summary>
/// Goes on with what waits on the very thread that ends the wait, inside of the call that ends it. What a waiter may see too early by chance
/// and on another thread, it sees here each time.
/// </summary>
internal sealed class AtOnce : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Begins something whose waits are ended like that.</summary>
    public static T Begin<T>(Func<T> what)
    {
        var before = Current;
        SetSynchronizationContext(new AtOnce());
        try
        {
            return what();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
