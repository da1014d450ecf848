using System.Diagnostics;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Waits of a run, for what need not be exact: a timer is good to a millisecond.</summary>
internal static class Clock
{
    public static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);

    /// <summary>Waits for a moment of <see cref="Stopwatch"/>.</summary>
    public static async Task UntilAsync(long timestamp, CancellationToken stop)
    {
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);
        if (left > TimeSpan.Zero) await Task.Delay(left, TimeProvider.System, stop);
    }
}
