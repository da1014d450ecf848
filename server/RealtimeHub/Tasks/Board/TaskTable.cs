using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>All tasks of a board, by id, by the idempotency key of their start, and by their end.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class TaskTable
{
    private readonly Dictionary<string, TaskRecord> _all = new(StringComparer.Ordinal);
    private readonly TaskIndex _index = new();
    private readonly Dictionary<(string Kind, string? Owner, string Key), string> _starts = [];
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Owner), int> _waitingOf = [];
    private readonly LinkedList<(string Id, DateTimeOffset At)> _ended = new();

    public int Count => _all.Count;

    public TaskRecord this[string id] => _all[id];

    public TaskRecord? Find(string id) => _all.GetValueOrDefault(id);

    /// <summary>How many of a kind wait for their turn or their next attempt.</summary>
    public int Waiting(string kind) => _waiting.GetValueOrDefault(kind);

    /// <summary>How many of a kind an owner has waiting.</summary>
    public int Waiting(string kind, string owner) => _waitingOf.GetValueOrDefault((kind, owner));

    /// <summary>The task that the same start has made before; null when there was none.</summary>
    public TaskRecord? FindStart(TaskRecord task) =>
        task.IdempotencyKey is { } key && _starts.TryGetValue((task.Kind, task.Owner, key), out var id) ? _all[id] : null;

    public void Put(TaskRecord task)
    {
        var before = Find(task.Id);
        _all[task.Id] = task;
        CountWaiting(task, (IsWaiting(task) ? 1 : 0) - (before is not null && IsWaiting(before) ? 1 : 0));
        if (before is null || before.State.IsFinal() != task.State.IsFinal()) _index.Put(task);
        if (before is null && task.IdempotencyKey is { } key) _starts[(task.Kind, task.Owner, key)] = task.Id;
        if (task.State.IsFinal() && before?.State.IsFinal() != true) _ended.AddLast((task.Id, task.Ended!.Value));
    }

    /// <summary>The newest of those that are wanted.</summary>
    public TaskList List(TaskQuery query)
    {
        var (found, read, last) = (new List<TaskRecord>(), 0, "");
        foreach (var id in _index.Ids(query))
        {
            if (found.Count == query.Count) break;
            if (read++ == query.MostRead) return new TaskList(found, last);
            if (query.Fits(_all[id])) found.Add(_all[id]);
            last = id;
        }

        return new TaskList(found, ReadTo: null);
    }

    /// <summary>Takes out one that has not ended.</summary>
    public void Remove(TaskRecord task)
    {
        if (Take(task.Id) is { } known && IsWaiting(known)) CountWaiting(known, -1);
        if (task.IdempotencyKey is { } key) _starts.Remove((task.Kind, task.Owner, key));
    }

    /// <summary>Takes out those that ended before a time.</summary>
    public List<string> TakeEnded(DateTimeOffset before)
    {
        var taken = new List<string>();
        while (_ended.First is { } first && first.Value.At < before) taken.Add(TakeFirstEnded()!);
        return taken;
    }

    /// <summary>Takes out the one that ended first.</summary>
    /// <returns>Its id; null when none has ended.</returns>
    public string? TakeFirstEnded()
    {
        if (_ended.First is not { } first) return null;
        _ended.RemoveFirst();
        var task = Take(first.Value.Id)!;
        if (task.IdempotencyKey is { } key) _starts.Remove((task.Kind, task.Owner, key));
        return task.Id;
    }

    private TaskRecord? Take(string id)
    {
        if (!_all.Remove(id, out var task)) return null;
        _index.Remove(task);
        return task;
    }

    private void CountWaiting(TaskRecord task, int change)
    {
        if (change == 0) return;
        _waiting[task.Kind] = Waiting(task.Kind) + change;
        if (task.Owner is not { } owner) return;
        if (Waiting(task.Kind, owner) + change is > 0 and var count) _waitingOf[(task.Kind, owner)] = count;
        else _waitingOf.Remove((task.Kind, owner));
    }

    private static bool IsWaiting(TaskRecord task) => task.State is TaskState.Queued or TaskState.Retrying;
}
