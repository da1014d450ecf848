using Polly.Contrib.WaitAndRetry;
using RealtimeHub.Configuration;

namespace RealtimeHub.Tasks.Running;

/// <summary>How long a task waits after an attempt that failed: longer each time, and at random, so that what failed together does not come back together.</summary>
/// <remarks>Polly's smoothed exponential jitter, "DecorrelatedJitterBackoffV2".</remarks>
internal sealed class RetryPauses(int? seed = null)
{
    /// <param name="kind">Its settings.</param>
    /// <param name="failures">How many attempts have failed.</param>
    /// <param name="atLeast">How long somebody wants it to be at least. Who that is may be outside, so the longest pause of the kind counts for it, too.</param>
    public TimeSpan After(TaskKindOptions kind, int failures, TimeSpan? atLeast = null)
    {
        var pause = Backoff.DecorrelatedJitterBackoffV2(kind.RetryDelay, failures, seed).Last();
        if (atLeast > pause) pause = atLeast.Value;
        return pause < kind.MaxRetryDelay ? pause : kind.MaxRetryDelay;
    }
}
