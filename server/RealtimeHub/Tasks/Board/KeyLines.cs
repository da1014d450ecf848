namespace RealtimeHub.Tasks.Board;

/// <summary>Tasks of one kind and one owner with the same key: the first of them may run, the others wait for its end, in their order.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class KeyLines
{
    private readonly Dictionary<(string Kind, string? Owner, string Key), LinkedList<string>> _lines = [];

    /// <returns>Whether it may run: nobody is before it.</returns>
    public bool Add(TaskRecord task)
    {
        if (task.Key is not { } key) return true;
        if (!_lines.TryGetValue((task.Kind, task.Owner, key), out var line)) _lines.Add((task.Kind, task.Owner, key), line = new LinkedList<string>());
        line.AddLast(task.Id);
        return line.Count == 1;
    }

    /// <returns>The one that may run now, because this one was before it.</returns>
    public string? Remove(TaskRecord task)
    {
        if (LineOf(task) is not { } line) return null;
        var wasFirst = line.First?.Value == task.Id;
        line.Remove(task.Id);
        if (line.Count == 0) _lines.Remove((task.Kind, task.Owner, task.Key!));
        return wasFirst ? line.First?.Value : null;
    }

    /// <summary>All that share the key of a task, the first one first.</summary>
    public IReadOnlyCollection<string> With(TaskRecord task) => LineOf(task) is { } line ? [.. line] : [];

    /// <summary>Those with its key that are before a task, the first one first.</summary>
    public IReadOnlyCollection<string> Before(TaskRecord task) => LineOf(task) is { } line && line.Contains(task.Id) ? [.. line.TakeWhile(id => id != task.Id)] : [];

    /// <summary>Whether nobody is before a task.</summary>
    public bool IsFirst(TaskRecord task) => task.Key is null || LineOf(task)?.First?.Value == task.Id;

    private LinkedList<string>? LineOf(TaskRecord task) => task.Key is { } key ? _lines.GetValueOrDefault((task.Kind, task.Owner, key)) : null;
}
