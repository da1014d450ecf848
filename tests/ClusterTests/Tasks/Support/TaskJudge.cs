using System.Globalization;
using RealtimeHub.Contracts;
using TaskNode;

namespace ClusterTests.Tasks.Support;

/// <summary>
/// Judges what handlers wrote down and what became of tasks. Nothing that was accepted is lost, and nothing else is there; no attempt begins twice; of the tasks with one key each begins when
/// those before it are over; every task has ended, and its end fits what its handlers did.
/// </summary>
/// <param name="accepted">What callers were told.</param>
/// <param name="cancelled">What somebody has taken back.</param>
/// <param name="killed">The nodes that were killed: what they had begun never ends.</param>
internal sealed class TaskJudge(IReadOnlyDictionary<string, AcceptedTask> accepted, IEnumerable<string> cancelled, IReadOnlySet<int> killed)
{
    private readonly Dictionary<string, TaskBook> _books = accepted.Keys.ToDictionary(id => id, _ => new TaskBook(), StringComparer.Ordinal);
    private readonly Dictionary<string, KeyBook> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cancelled = [.. cancelled];
    private readonly List<string> _faults = [];
    private readonly Dictionary<TaskState, int> _ends = [];
    private int _attempts;

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>How many attempts ended with their node.</summary>
    public int CutShort { get; private set; }

    /// <summary>Takes what handlers wrote down, in the order in which it happened.</summary>
    public void Check(IEnumerable<Step> steps)
    {
        foreach (var step in steps)
        {
            if (!_books.TryGetValue(step.Task, out var book)) _faults.Add($"nobody started {step}");
            else if (step.Kind == StepKind.Begun) Begin(step, book);
            else End(step, book);
        }

        foreach (var step in _books.Values.SelectMany(book => book.Open.Values))
        {
            CutShort++;
            if (!killed.Contains(step.Process)) _faults.Add($"never ended, although nobody has killed its node: {step}");
        }
    }

    /// <summary>Takes what has become of the tasks.</summary>
    public void Check(IReadOnlyList<TaskReport> reports)
    {
        var byId = reports.ToDictionary(report => report.Id, StringComparer.Ordinal);
        _faults.AddRange(accepted.Keys.Where(id => !byId.ContainsKey(id)).Select(id => $"{id} was accepted, and is lost"));
        foreach (var report in reports)
        {
            _ends[report.State] = _ends.GetValueOrDefault(report.State) + 1;
            if (!_books.TryGetValue(report.Id, out var book)) _faults.Add($"nobody was told of {report}");
            else if (FindProblem(report, book) is { } problem) _faults.Add($"{report.Id} {problem}: {report}; its handlers: {book}");
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{accepted.Count:N0} tasks with {_keys.Count:N0} keys in {_attempts:N0} attempts, of which {CutShort} were cut short: {string.Join(", ", _ends.OrderBy(end => end.Key).Select(end => $"{end.Value:N0} {end.Key}"))}");

    private void Begin(Step step, TaskBook book)
    {
        _attempts++;
        if (step.Attempt <= book.Attempts) _faults.Add($"begins again, or too late: {step}");
        book.Attempts = Math.Max(book.Attempts, step.Attempt);
        if (!_keys.TryGetValue(step.Key, out var key)) _keys.Add(step.Key, key = new KeyBook());
        if (step.Sequence < key.Sequence) _faults.Add($"begins after number {key.Sequence} of its key: {step}");
        foreach (var other in key.Open.Where(other => !killed.Contains(other.Process))) _faults.Add($"begins beside {other}: {step}");
        key.Sequence = step.Sequence;
        key.Open.RemoveAll(other => killed.Contains(other.Process));
        key.Open.Add(step);
        book.Open[step.Attempt] = step;
    }

    private void End(Step step, TaskBook book)
    {
        if (!book.Open.Remove(step.Attempt, out var begun)) _faults.Add($"ends without a beginning: {step}");
        else _keys[step.Key].Open.Remove(begun);
        book.Ends.Add(step.Kind);
    }

    private string? FindProblem(TaskReport report, TaskBook book) =>
        report.Attempt < book.Attempts ? "has more attempts than it knows of"
        : report.State switch
        {
            TaskState.Succeeded => book.Ends.Contains(StepKind.Done) ? null : "has succeeded, and nobody has done it",
            TaskState.Cancelled => _cancelled.Contains(report.Id) ? null : "is cancelled, and nobody has taken it back",
            TaskState.Failed => book.Ends.Contains(StepKind.Hopeless) || book.Ends.Count(end => end == StepKind.Unlucky) >= Chores.MaxAttempts ? null : "has failed too early",
            _ => "has not ended",
        };

    /// <summary>What the handlers of one task did.</summary>
    private sealed class TaskBook
    {
        /// <summary>The largest number of an attempt that has begun.</summary>
        public int Attempts { get; set; }

        public Dictionary<int, Step> Open { get; } = [];

        public List<StepKind> Ends { get; } = [];

        public override string ToString() => $"{Attempts} attempts, {string.Join(", ", Ends)}";
    }

    /// <summary>How far the tasks with one key are.</summary>
    private sealed class KeyBook
    {
        /// <summary>The last one that has begun.</summary>
        public int Sequence { get; set; }

        public List<Step> Open { get; } = [];
    }
}
