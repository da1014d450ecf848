using System.Diagnostics;

namespace RealtimeHub.TestKit.Processes;

/// <summary>Waits for what another process becomes: it tells nobody, so it is asked again and again.</summary>
public static class Poll
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It did not become so in time.</exception>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> isSo, TimeSpan within, Func<string> explain)
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        var started = Stopwatch.GetTimestamp();
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > within) throw new TimeoutException($"Not within {within.TotalSeconds:0.#} s: {explain()}");
            await ticks.WaitForNextTickAsync();
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
