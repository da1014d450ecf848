using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>The board of a node that shares nothing: in memory, and written down where there is a journal.</summary>
internal sealed partial class LocalBoard : ITaskBoard, IDisposable
{
    /// <summary>
    /// More reports than an attempt ever makes. What is on its way is not written down, so after a restart nobody knows how far the versions had come; whoever follows the task
    /// would take what comes next for something old.
    /// </summary>
    private const long Unwritten = 1L << 32;

    private readonly Lock _gate = new();
    private readonly TaskOptions _options;
    private readonly ITaskJournal _journal;
    private readonly TimeProvider _clock;

    // Guarded by _gate.
    private readonly TaskTable _tasks = new();
    private readonly HashSet<string> _unwanted = new(StringComparer.Ordinal);

    // What has changed and could not be written down, nor told. Guarded by _gate.
    private readonly HashSet<string> _unwritten = new(StringComparer.Ordinal);

    /// <param name="options">How much is kept, and for how long.</param>
    /// <param name="kept">What the journal makes of it.</param>
    /// <param name="journal">Where changes are written down; what it knows from before goes on.</param>
    /// <param name="clock">The time.</param>
    public LocalBoard(TaskOptions options, TaskKeeping kept, ITaskJournal journal, TimeProvider clock)
    {
        (_options, Kept, _journal, _clock) = (options, kept, journal, clock);
        _dueTimer = clock.CreateTimer(_ => WakeDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            foreach (var task in journal.Read()) Restore(task);
        }
    }

    public TaskKeeping Kept { get; }

    public event Action<string>? Arrived;

    public event Action<string, int>? Unwanted;

    public ValueTask<bool> HasWorkAsync(string kind)
    {
        lock (_gate)
        {
            MoveDue();
            return ValueTask.FromResult(_lines.GetValueOrDefault(kind)?.Count > 0);
        }
    }

    public async ValueTask<TaskRecord?> ClaimAsync(string kind)
    {
        TaskRecord? claimed;
        Task written;
        lock (_gate)
        {
            (claimed, written) = Claim(kind);
        }

        try
        {
            await written;
            return claimed;
        }
        catch (BoardUnavailableException) when (claimed is not null)
        {
            // Nobody works on it, so somebody else must be able to.
            await EndAsync(claimed, new AttemptEnd.HandedBack());
            throw;
        }
    }

    public ValueTask<TaskRecord?> NoteAsync(TaskRecord claimed, double? percent, string? message)
    {
        lock (_gate)
        {
            if (Mine(claimed) is not { } task) return ValueTask.FromResult<TaskRecord?>(null);

            // What is on its way is not worth writing down.
            var noted = task.Noted(percent, message);
            _tasks.Put(noted);
            return ValueTask.FromResult<TaskRecord?>(noted);
        }
    }

    public async ValueTask<TaskRecord?> EndAsync(TaskRecord claimed, AttemptEnd end)
    {
        TaskRecord ended;
        Task written;
        lock (_gate)
        {
            if (Mine(claimed) is { } task)
            {
                ended = task.After(end, _clock.GetUtcNow());
                _unwanted.Remove(ended.Id);
                written = Put(ended);
                GoOn(ended);
            }
            else if (EndUnwritten(claimed) is { } again)
            {
                // It has ended here before, and on the disk not yet.
                (ended, written) = (again, Put(again));
            }
            else
            {
                return null;
            }
        }

        await SaveAsync(written, [ended.Id]);
        Arrived?.Invoke(claimed.Kind);
        return ended;
    }

    public async ValueTask<CancelOutcome> CancelAsync(string id)
    {
        TaskRecord cancelled;
        Task written;
        lock (_gate)
        {
            if (_tasks.Find(id) is not { } task) return new CancelOutcome.Unknown();
            if (task.State.IsFinal()) return new CancelOutcome.TooLate(task);
            (cancelled, written) = Cancel(task, error: null);
        }

        await SaveAsync(written, [id]);
        if (cancelled.State == TaskState.Running) Unwanted?.Invoke(id, cancelled.Attempt);
        Arrived?.Invoke(cancelled.Kind);
        return new CancelOutcome.Done(cancelled);
    }

    public ValueTask<TaskRecord?> FindAsync(string id)
    {
        lock (_gate) return ValueTask.FromResult(_tasks.Find(id));
    }

    public ValueTask<TaskList> ListAsync(TaskQuery query)
    {
        lock (_gate) return ValueTask.FromResult(_tasks.List(query));
    }

    public async ValueTask<IReadOnlyList<TaskRecord>> KeepAsync()
    {
        List<TaskRecord> unwanted, again;
        Task written;
        lock (_gate)
        {
            (again, written) = WriteAgain();
            foreach (var id in _tasks.TakeEnded(before: _clock.GetUtcNow() - _options.KeepEnded)) _journal.Remove(id);
            unwanted = [.. _unwanted.Select(id => _tasks[id])];
        }

        // Told before the handler had begun, it was told to nobody.
        foreach (var task in unwanted) Unwanted?.Invoke(task.Id, task.Attempt);
        await SaveAsync(written, again.Select(task => task.Id));
        return again;
    }

    /// <summary>What this node does not tell nobody does: it has died.</summary>
    public void Told(string id)
    {
    }

    public void Dispose() => _dueTimer.Dispose();

    private (TaskRecord? Claimed, Task Written) Claim(string kind)
    {
        MoveDue();
        if (_lines.GetValueOrDefault(kind)?.Take() is not { } id) return (null, Task.CompletedTask);
        var waiting = _tasks[id];
        var claimed = waiting.Next(TaskState.Running) with { Attempt = waiting.Attempt + 1, Started = _clock.GetUtcNow(), NextTry = null, Percent = null, Message = null };
        return (claimed, Put(claimed));
    }

    /// <summary>What has ended makes room for what is new.</summary>
    private bool HasRoom()
    {
        if (_tasks.Count < _options.MaxTasks) return true;
        if (_tasks.TakeFirstEnded() is not { } ended) return false;
        _journal.Remove(ended);
        return true;
    }

    private (TaskRecord Task, Task Written) Cancel(TaskRecord task, TaskFault? error)
    {
        if (task.State == TaskState.Running)
        {
            var told = task.CancelRequested(error);
            _unwanted.Add(task.Id);
            return (told, Put(told));
        }

        if (task.State == TaskState.Queued) Line(task).Remove(task);
        var cancelled = task.Next(TaskState.Cancelled) with { Error = error ?? task.Error, NextTry = null, Ended = _clock.GetUtcNow() };
        var written = Put(cancelled);
        GoOn(cancelled);
        return (cancelled, written);
    }

    private TaskRecord? Mine(TaskRecord claimed) => _tasks.Find(claimed.Id) is { State: TaskState.Running } task && task.Attempt == claimed.Attempt ? task : null;

    private Task Put(TaskRecord task)
    {
        _tasks.Put(task);
        return _journal.Write(task);
    }
}
