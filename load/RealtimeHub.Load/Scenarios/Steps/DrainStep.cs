using System.Diagnostics;

namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Waits until everybody has everything, or nothing has come for a while.</summary>
internal static class DrainStep
{
    private static readonly TimeSpan Check = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SlowCheck = TimeSpan.FromMilliseconds(250);

    // To judge means to look at every subscriber.
    private static readonly TimeSpan Judging = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Counts all that came.</summary>
    public static Task<Reading> RunAsync(Run run, long expected, CancellationToken stop) =>
        RunAsync(run, () => run.Fleet.Totals.Received, expected, Check, stop);

    /// <summary>Counts what the healthy subscribers got of the measurement: slow ones would go on for minutes.</summary>
    public static Task<Reading> OfHealthyAsync(Run run, int seconds, long expected, CancellationToken stop) =>
        RunAsync(run, () => Latency.Between(run.Fleet, 0, seconds).TotalCount, expected, SlowCheck, stop);

    /// <param name="run">The run.</param>
    /// <param name="came">How many events have come.</param>
    /// <param name="expected">How many come in all, if none is lost, repeated or announced as lost.</param>
    /// <param name="interval">How often to look.</param>
    /// <param name="stop">Breaks off.</param>
    /// <returns>How it stood when the last event came.</returns>
    private static async Task<Reading> RunAsync(Run run, Func<long> came, long expected, TimeSpan interval, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var (count, last) = (came(), run.Read()); // in this order: what was counted is in the reading
        var judgeFrom = began;
        while (true)
        {
            var mayHaveAll = count >= expected || Stopwatch.GetElapsedTime(last.Timestamp) >= Judging;
            if (mayHaveAll && Stopwatch.GetTimestamp() >= judgeFrom)
            {
                if (await HasAllAsync(run, stop)) return came() == count ? last : run.Read();
                judgeFrom = Stopwatch.GetTimestamp() + Ticks(Judging);
            }

            if (Stopwatch.GetElapsedTime(began) >= Limit) return last;
            await Task.Delay(interval, TimeProvider.System, stop);
            var now = came();
            if (now != count) (count, last) = (now, run.Read());
            else if (Stopwatch.GetElapsedTime(last.Timestamp).TotalSeconds > run.Plan.Patience) return last;
        }
    }

    /// <summary>Numbers alone do not say it: an event that came twice stands in for one that is still under way.</summary>
    private static async Task<bool> HasAllAsync(Run run, CancellationToken stop) =>
        (await run.Fleet.FinishAsync(run.Publication.Numbers.Last(), stop)).Lost <= Audience.RefusedDeliveries(run.Plan, run.Publication.Numbers);

    private static long Ticks(TimeSpan time) => Clock.Ticks(time.TotalSeconds);
}
