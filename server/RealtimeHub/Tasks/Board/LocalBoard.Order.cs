using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>Which task comes next. All of it is guarded by the gate.</summary>
internal sealed partial class LocalBoard
{
    private readonly ITimer _dueTimer;
    private readonly Dictionary<string, WaitingLine> _lines = new(StringComparer.Ordinal);
    private readonly KeyLines _keys = new();
    private readonly PriorityQueue<(string Id, long Version), DateTimeOffset> _retries = new();

    /// <summary>What follows from a change: its next attempt, or the next task with its key.</summary>
    private void GoOn(TaskRecord task)
    {
        if (task.State == TaskState.Queued)
        {
            Line(task).AddFirst(task);
        }
        else if (task.State == TaskState.Retrying)
        {
            _retries.Enqueue((task.Id, task.Version), task.NextTry!.Value);
            SetTimer();
        }
        else if (task.State.IsFinal() && _keys.Remove(task) is { } next)
        {
            LetGo(next);
        }
    }

    /// <summary>No task with its key is before it any more.</summary>
    private void LetGo(string id)
    {
        // One whose start is not safe yet goes when it is; and one that was cancelled meanwhile goes nowhere.
        if (!_starting.ContainsKey(id) && _tasks.Find(id) is { State: TaskState.Queued } task) Line(task).Add(task);
    }

    /// <summary>An attempt that was under way when the node ended begins anew.</summary>
    private void Restore(TaskRecord task)
    {
        var restored = task.State == TaskState.Running ? (task with { Version = task.Version + Unwritten }).AfterLoss(_clock.GetUtcNow()) : task;
        _tasks.Put(restored);
        if (restored.State.IsFinal()) return;
        if (!_keys.Add(restored)) return;
        if (restored.State == TaskState.Queued) Line(restored).Add(restored);
        else GoOn(restored);
    }

    private void MoveDue()
    {
        var now = _clock.GetUtcNow();
        while (_retries.TryPeek(out var retry, out var due) && due <= now)
        {
            _retries.Dequeue();
            if (_tasks.Find(retry.Id) is not { State: TaskState.Retrying } task || task.Version != retry.Version) continue;
            var queued = task with { State = TaskState.Queued };
            _tasks.Put(queued);
            Line(queued).AddFirst(queued);
        }

        SetTimer();
    }

    private void WakeDue()
    {
        List<string> kinds;
        lock (_gate)
        {
            MoveDue();
            kinds = [.. _lines.Where(line => line.Value.Count > 0).Select(line => line.Key)];
        }

        foreach (var kind in kinds) Arrived?.Invoke(kind);
    }

    private void SetTimer()
    {
        if (!_retries.TryPeek(out _, out var due)) return;
        var wait = due - _clock.GetUtcNow();
        _dueTimer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private WaitingLine Line(TaskRecord task)
    {
        if (!_lines.TryGetValue(task.Kind, out var line)) _lines.Add(task.Kind, line = new WaitingLine());
        return line;
    }
}
