namespace RealtimeHub.Load.Scenarios.Steps;

/// <summary>Does several things at the same time. The first that fails ends all, and is what is told.</summary>
internal static class Together
{
    public static async Task RunAsync(CancellationToken stop, params Func<CancellationToken, Task>[] parts)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = parts.Select(part => part(either.Token)).ToList();
        var all = Task.WhenAll(running);
        while (running.Count > 0)
        {
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (ended.IsCompletedSuccessfully) continue;
            await either.CancelAsync();
            await all.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await ended;
        }
    }
}
