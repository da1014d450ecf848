using System.Diagnostics;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Waits until everybody has everything, or nothing has come for a while.</summary>
internal static class DrainStep
{
    private static readonly TimeSpan Check = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SlowCheck = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Counts all that came.</summary>
    public static Task<Reading> RunAsync(Run run, long? expected, CancellationToken stop) =>
        RunAsync(run, () => run.Fleet.Totals.Received, expected, Check, stop);

    /// <summary>Counts what the healthy subscribers got of the measurement: slow ones would go on for minutes.</summary>
    public static Task<Reading> OfHealthyAsync(Run run, int seconds, long? expected, CancellationToken stop) =>
        RunAsync(run, () => Latency.Between(run.Fleet, 0, seconds).TotalCount, expected, SlowCheck, stop);

    /// <param name="run">The run.</param>
    /// <param name="came">How many events have come.</param>
    /// <param name="expected">How many come in all; null when nobody can know.</param>
    /// <param name="interval">How often to look.</param>
    /// <param name="stop">Breaks off.</param>
    /// <returns>How it stood when the last event came.</returns>
    private static async Task<Reading> RunAsync(Run run, Func<long> came, long? expected, TimeSpan interval, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var (last, count) = (run.Read(), came());
        while (count < (expected ?? long.MaxValue) && Stopwatch.GetElapsedTime(began) < Limit)
        {
            await Task.Delay(interval, TimeProvider.System, stop);
            var now = came();
            if (now != count) (last, count) = (run.Read(), now);
            else if (Stopwatch.GetElapsedTime(last.Timestamp).TotalSeconds > run.Plan.Patience) break;
        }

        return last;
    }
}
