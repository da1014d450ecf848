using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>
/// How a task comes in. It has its place, by its key too, from the moment of its start; but nobody works on it, and nothing gives way to it, before it is safe. So a start that fails leaves everything
/// as it was.
/// </summary>
internal sealed partial class LocalBoard
{
    // Tasks whose start is not safe yet, and when it is. Guarded by _gate.
    private readonly Dictionary<string, Task> _starting = new(StringComparer.Ordinal);

    public async ValueTask<StartOutcome> StartAsync(TaskRecord task, WaitingRoom room, bool isLatest)
    {
        StartOutcome outcome;
        Task written;
        lock (_gate)
        {
            (outcome, written) = Start(task, room, isLatest);
        }

        if (outcome is not StartOutcome.Started)
        {
            await written;
            return outcome;
        }

        await SaveStartAsync(written, task);
        var superseded = await LetInAsync(task, isLatest);
        Arrived?.Invoke(task.Kind);
        return new StartOutcome.Started(task, superseded);
    }

    private (StartOutcome Outcome, Task Written) Start(TaskRecord task, WaitingRoom room, bool isLatest)
    {
        if (_tasks.FindStart(task) is { } first)
        {
            // Whoever makes the same start again shares what becomes of the first one: as long as that is not safe, there may come to be no such task.
            return (first.Fingerprint == task.Fingerprint ? new StartOutcome.Duplicate(first) : new StartOutcome.Conflict(), _starting.GetValueOrDefault(first.Id, Task.CompletedTask));
        }

        // Where one that waits gives way to it, no more wait than before.
        var needsRoom = !isLatest || _keys.With(task).All(id => _tasks[id].State == TaskState.Running);
        if (needsRoom && task.Owner is { } owner && _tasks.Waiting(task.Kind, owner) >= room.PerOwner) return (new StartOutcome.Full(OfOwner: true), Task.CompletedTask);
        if ((needsRoom && _tasks.Waiting(task.Kind) >= room.All) || !HasRoom()) return (new StartOutcome.Full(OfOwner: false), Task.CompletedTask);
        var written = _starting[task.Id] = Put(task);
        _keys.Add(task);
        return (new StartOutcome.Started(task, []), written);
    }

    /// <summary>A start that is not safe is none: whoever has asked for it hears so.</summary>
    private async Task SaveStartAsync(Task written, TaskRecord task)
    {
        try
        {
            await written;
        }
        catch (BoardUnavailableException)
        {
            lock (_gate) TakeBack(task);

            // Who stands behind it with its key may go now.
            Arrived?.Invoke(task.Kind);
            throw;
        }
    }

    private void TakeBack(TaskRecord task)
    {
        _starting.Remove(task.Id);

        // Somebody may have cancelled it meanwhile.
        if (_tasks.Find(task.Id) is not { State: TaskState.Queued } waiting) return;
        if (_keys.Remove(waiting) is { } next) LetGo(next);
        _tasks.Remove(waiting);
        _journal.Remove(waiting.Id);
    }

    /// <summary>The task is safe: from now on somebody may work on it.</summary>
    /// <returns>Those that it took the place of, as they are now.</returns>
    private async Task<IReadOnlyList<TaskRecord>> LetInAsync(TaskRecord task, bool isLatest)
    {
        (TaskRecord Task, Task Written)[] superseded;
        lock (_gate)
        {
            superseded = isLatest ? [.. _keys.Before(task).Select(id => Cancel(_tasks[id], new TaskFault(TaskFaults.Superseded, "a newer task with the same key took its place")))] : [];
            _starting.Remove(task.Id);
            if (_keys.IsFirst(task)) LetGo(task.Id);
        }

        try
        {
            await SaveAsync(Task.WhenAll(superseded.Select(old => old.Written)), superseded.Select(old => old.Task.Id));
        }
        catch (BoardUnavailableException)
        {
            // The new one is safe, whatever becomes of the others: they are written down and told with the next renewal.
            return [];
        }

        foreach (var (old, _) in superseded.Where(old => old.Task.State == TaskState.Running)) Unwanted?.Invoke(old.Id, old.Attempt);
        return [.. superseded.Select(old => old.Task)];
    }
}
