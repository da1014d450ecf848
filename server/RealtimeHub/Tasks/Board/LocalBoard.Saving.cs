using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>What becomes of changes that cannot be written down: they stay, and are written, and told, as soon as that is possible.</summary>
internal sealed partial class LocalBoard
{
    /// <summary>Waits until changes are safe.</summary>
    /// <param name="written">What is waited for.</param>
    /// <param name="ids">Of the tasks that have changed.</param>
    private async Task SaveAsync(Task written, IEnumerable<string> ids)
    {
        try
        {
            await written;
        }
        catch (BoardUnavailableException)
        {
            lock (_gate) _unwritten.UnionWith(ids);
            throw;
        }
    }

    /// <summary>The end of an attempt that was noted, and not written down.</summary>
    private TaskRecord? EndUnwritten(TaskRecord claimed) =>
        _unwritten.Contains(claimed.Id) && _tasks.Find(claimed.Id) is { } task && task.Attempt == claimed.Attempt && task.State != TaskState.Running && _unwritten.Remove(claimed.Id) ? task : null;

    private (List<TaskRecord> Tasks, Task Written) WriteAgain()
    {
        var tasks = _unwritten.Select(_tasks.Find).OfType<TaskRecord>().ToList();
        _unwritten.Clear();
        return (tasks, Task.WhenAll(tasks.Select(_journal.Write)));
    }
}
