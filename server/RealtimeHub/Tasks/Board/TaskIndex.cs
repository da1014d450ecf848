using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>The ids of tasks, the newest first: of everybody and of each owner, of all tasks and of those that have not ended. A list then need not go through all that are kept.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class TaskIndex
{
    /// <summary>Comes after all ids.</summary>
    private const string Last = "";

    // Those of everybody have no owner. One that is empty is not there.
    private readonly Dictionary<(string? Owner, bool IsOpen), SortedSet<string>> _lines = [];

    public void Put(TaskRecord task)
    {
        foreach (var owner in OwnersOf(task))
        {
            Add((owner, IsOpen: false), task.Id);
            if (task.State.IsFinal()) Remove((owner, IsOpen: true), task.Id);
            else Add((owner, IsOpen: true), task.Id);
        }
    }

    public void Remove(TaskRecord task)
    {
        foreach (var owner in OwnersOf(task))
        {
            Remove((owner, IsOpen: false), task.Id);
            Remove((owner, IsOpen: true), task.Id);
        }
    }

    /// <summary>Those that may be wanted: their kind, and whether they have ended, is not looked at.</summary>
    public IEnumerable<string> Ids(TaskQuery query)
    {
        if (!_lines.TryGetValue((query.Owner, query.IsOpen == true), out var line)) return [];
        return query.Before is { } before ? line.GetViewBetween(before, Last).SkipWhile(id => id == before) : line;
    }

    private static string?[] OwnersOf(TaskRecord task) => task.Owner is { } owner ? [null, owner] : [null];

    private void Add((string? Owner, bool IsOpen) place, string id)
    {
        if (!_lines.TryGetValue(place, out var line)) _lines.Add(place, line = new SortedSet<string>(NewestFirst.Instance));
        line.Add(id);
    }

    private void Remove((string? Owner, bool IsOpen) place, string id)
    {
        if (_lines.TryGetValue(place, out var line) && line.Remove(id) && line.Count == 0) _lines.Remove(place);
    }

    /// <summary>Ids begin with their time.</summary>
    private sealed class NewestFirst : IComparer<string>
    {
        public static readonly NewestFirst Instance = new();

        public int Compare(string? x, string? y) => string.CompareOrdinal(y, x);
    }
}
