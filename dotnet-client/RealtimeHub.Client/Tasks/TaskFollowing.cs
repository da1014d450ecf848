using System.Runtime.ExceptionServices;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tasks;

/// <summary>One subscription to the topic of a task, shared by all who follow the task in this client.</summary>
internal sealed class TaskFollowing
{
    private readonly Subscription<TaskReport> _subscription;
    private readonly Action<TaskFollowing> _over;
    private readonly Lock _gate = new();

    // All guarded by _gate. That nothing more comes, and why, is set together with the last wake: a loop that it releases sees it, and nobody waits for one after it.
    private Moment _now = new(null, IsOver: false, null, NewWake());

    /// <param name="id">Which task.</param>
    /// <param name="subscription">To its topic, from its newest report on.</param>
    /// <param name="over">Told once, when nothing more comes.</param>
    public TaskFollowing(string id, Subscription<TaskReport> subscription, Action<TaskFollowing> over)
    {
        (Id, _subscription, _over) = (id, subscription, over);
        Reading = ReadAsync();
    }

    public string Id { get; }

    /// <summary>How many follow. Guarded by the table that it is in.</summary>
    public int Followers { get; set; }

    /// <summary>Completes when nothing more comes. Never fails: what goes wrong is for the loops.</summary>
    public Task Reading { get; }

    public Moment Now
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    /// <summary>A report may come twice, and an older one after a newer one: by way of the answer to a start, or of another server.</summary>
    public void Take(TaskReport report) => Change(now => IsNewer(report, now.Report) ? now with { Report = report } : now);

    /// <summary>Ends the subscription. Does not wait for it.</summary>
    public void Stop() => _ = _subscription.DisposeAsync().AsTask();

    /// <summary>Versions tell, but an end is always news: the server may have lost the newest versions, and given them out again.</summary>
    private static bool IsNewer(TaskReport report, TaskReport? known) =>
        known is null || report.Version > known.Version || (report.State.IsFinal() && !known.State.IsFinal());

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync()
    {
        try
        {
            // A loss is none: the next report says everything.
            await foreach (var item in _subscription)
            {
                if (item is not HubEvent<TaskReport> { Data: { } report }) continue;
                Take(report);
                if (report.State.IsFinal()) break;
            }

            Change(now => now with { IsOver = true });
        }
        catch (Exception e)
        {
            Change(now => now with { IsOver = true, Error = ExceptionDispatchInfo.Capture(e) });
        }

        _over(this);
    }

    /// <summary>Lets all loops look again.</summary>
    private void Change(Func<Moment, Moment> change)
    {
        TaskCompletionSource wake;
        lock (_gate)
        {
            wake = _now.Wake;
            _now = change(_now) with { Wake = NewWake() };
        }

        wake.SetResult();
    }

    /// <param name="Report">The newest report; null as long as none has come.</param>
    /// <param name="IsOver">Whether nothing more comes.</param>
    /// <param name="Error">Why, where something went wrong.</param>
    /// <param name="Wake">Completes when there is something else to see.</param>
    public sealed record Moment(TaskReport? Report, bool IsOver, ExceptionDispatchInfo? Error, TaskCompletionSource Wake);
}
