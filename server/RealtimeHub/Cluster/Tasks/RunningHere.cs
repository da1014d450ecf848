using System.Collections.Concurrent;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Cluster.Tasks;

/// <summary>The attempts that this node works on, whose leases it renews.</summary>
internal sealed class RunningHere
{
    private readonly ConcurrentDictionary<(string Id, int Attempt), TaskRecord> _all = new();

    public IReadOnlyCollection<TaskRecord> All => [.. _all.Values];

    public void Add(TaskRecord task) => _all[(task.Id, task.Attempt)] = task;

    public void Remove(TaskRecord task) => _all.TryRemove((task.Id, task.Attempt), out _);
}
