namespace RealtimeHub.Draining;

/// <summary>Says goodbyes at the rate of a plan.</summary>
internal static class Pacing
{
    /// <param name="plan">How fast; made for as many as there are.</param>
    /// <param name="all">To whom.</param>
    /// <param name="tell">Says one goodbye, and waits for nothing.</param>
    /// <param name="clock">What the time is taken from.</param>
    /// <param name="stop">Ends it between two goodbyes.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task TellAsync<T>(this DrainPlan plan, IReadOnlyList<T> all, Action<T> tell, TimeProvider clock, CancellationToken stop)
    {
        var started = clock.GetTimestamp();
        for (var told = 0; told < all.Count;)
        {
            var due = plan.DueAfter(clock.GetElapsedTime(started));
            while (told < due)
            {
                stop.ThrowIfCancellationRequested();
                tell(all[told++]);
            }

            if (told < all.Count) await Task.Delay(DrainPlan.Tick, clock, stop);
        }
    }
}
