using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Tasks;

/// <summary>The tasks that this client follows, each over one subscription. Its lock is taken before those of subscriptions, never after.</summary>
/// <param name="subscribe">Subscribes to the topic of a task, from its newest report on.</param>
internal sealed class TaskTable(Func<string, Subscription<TaskReport>> subscribe)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, TaskFollowing> _followings = new(StringComparer.Ordinal);

    /// <summary>How many tasks are followed.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _followings.Count;
        }
    }

    /// <summary>Follows a task for somebody more.</summary>
    public TaskFollowing Join(string id)
    {
        lock (_gate)
        {
            if (!_followings.TryGetValue(id, out var following) || following.Now.IsOver) following = Follow(id);
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
            Forget(following);
            following.Stop();
        }

        return following.Reading;
    }

    private TaskFollowing Follow(string id)
    {
        var following = new TaskFollowing(id, subscribe(id), Forget);
        if (!following.Now.IsOver) _followings[id] = following;
        return following;
    }

    /// <summary>Nobody has to dispose of the handle of a task that has ended.</summary>
    private void Forget(TaskFollowing following)
    {
        lock (_gate)
        {
            if (_followings.GetValueOrDefault(following.Id) == following) _followings.Remove(following.Id);
        }
    }
}
