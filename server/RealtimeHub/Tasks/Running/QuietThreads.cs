namespace RealtimeHub.Tasks.Running;

/// <summary>Makes the threads of attempts that compute, and has what they share.</summary>
/// <param name="width">How many of them compute at once.</param>
/// <param name="clock">The time.</param>
internal sealed class QuietThreads(int width, TimeProvider clock) : IDisposable
{
    private readonly Turnstile _turnstile = new(width, clock);
    private readonly Handover _handover = new();

    /// <param name="name">Of the thread.</param>
    public QuietThread Start(string name) => new(name, _turnstile, _handover);

    public void Dispose()
    {
        _turnstile.Dispose();
        _handover.Dispose();
    }
}
