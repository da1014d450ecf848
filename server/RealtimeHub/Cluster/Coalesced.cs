namespace RealtimeHub.Cluster;

/// <summary>
/// Something that many want at the same time and that serves all of them: everybody waits for a run that begins after he has asked, and runs begin no faster than the interval.
/// </summary>
internal sealed class Coalesced(Func<Task> run, TimeSpan interval, TimeProvider clock)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private Task _current = Task.CompletedTask;
    private Task? _next;
    private long? _lastBegin;

    public Task RunAsync()
    {
        lock (_gate) return _next ??= RunNextAsync(_current);
    }

    private async Task RunNextAsync(Task before)
    {
        // Not on the caller's thread, which holds the lock.
        await Task.Yield();
        try
        {
            await before;
        }
#pragma warning disable CA1031 // Whoever waits for that one is told.
        catch
#pragma warning restore CA1031
        {
            // This is another run.
        }

        if (Pause() is { Ticks: > 0 } pause) await Task.Delay(pause, clock);
        Task running;
        lock (_gate)
        {
            _lastBegin = clock.GetTimestamp();
            running = _current = run();
            _next = null;
        }

        await running;
    }

    private TimeSpan Pause()
    {
        lock (_gate) return _lastBegin is { } last ? interval - clock.GetElapsedTime(last) : TimeSpan.Zero;
    }
}
