using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tasks;

/// <summary>The tasks that this client follows, each over one subscription. Its lock is taken before those of subscriptions, never after.</summary>
/// <param name="subscribe">Subscribes to the topic of a task, from its newest report on.</param>
internal sealed class TaskTable(Func<string, Subscription<TaskReport>> subscribe)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, TaskFollowing> _followings = new(StringComparer.Ordinal);

    /// <summary>Follows a task for somebody more.</summary>
    public TaskFollowing Join(string id)
    {
        lock (_gate)
        {
            if (!_followings.TryGetValue(id, out var following) || following.Now.IsOver) following = _followings[id] = new TaskFollowing(id, subscribe(id));
            following.Followers++;
            return following;
        }
    }

    /// <summary>Follows a task for somebody less. The last one ends the subscription.</summary>
    /// <returns>Completes when nothing of it is left.</returns>
    public Task LeaveAsync(TaskFollowing following)
    {
        lock (_gate)
        {
            if (--following.Followers > 0) return Task.CompletedTask;
            if (_followings.GetValueOrDefault(following.Id) == following) _followings.Remove(following.Id);
            following.Stop();
        }

        return following.Reading;
    }
}
