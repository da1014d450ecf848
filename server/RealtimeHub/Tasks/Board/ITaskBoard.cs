using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>
/// Where tasks stand: which wait, which run and for whom, and what became of them. It decides which task comes next, and that no two work on the same attempt. It runs nothing,
/// and tells nobody: whoever has changed a task tells it.
/// </summary>
/// <remarks>All of it may be called by many at once, and throws <see cref="BoardUnavailableException"/> when what keeps the tasks does not answer.</remarks>
internal interface ITaskBoard
{
    /// <summary>What its tasks outlive.</summary>
    TaskKeeping Kept { get; }

    /// <summary>Told when a task may be there to be claimed, by its kind. It may be told too often.</summary>
    event Action<string> Arrived;

    /// <summary>
    /// Told when the handler of a task of this node is to stop: somebody has cancelled it, or another node works on it now. By its id and the number of the attempt: the next one may
    /// run on this node, too. It may be told too often.
    /// </summary>
    event Action<string, int> Unwanted;

    /// <summary>Puts a new task at the end of those that wait.</summary>
    /// <param name="task">The task, with its id; it waits for its turn.</param>
    /// <param name="room">How many of its kind may wait. What takes the place of one that waits needs no room.</param>
    /// <param name="isLatest">Whether those with the same key give way to it: what waits is cancelled, and what runs is told to stop.</param>
    ValueTask<StartOutcome> StartAsync(TaskRecord task, WaitingRoom room, bool isLatest);

    /// <summary>Whether a task of a kind may be there to be claimed.</summary>
    ValueTask<bool> HasWorkAsync(string kind);

    /// <summary>Takes the next task of a kind: what is urgent first, and in turn from those who have started some.</summary>
    /// <returns>The task, which runs now; null when none is to be had.</returns>
    ValueTask<TaskRecord?> ClaimAsync(string kind);

    /// <summary>Notes how far an attempt is.</summary>
    /// <returns>The task as it is now; null when the attempt is not this node's any more.</returns>
    ValueTask<TaskRecord?> NoteAsync(TaskRecord claimed, double? percent, string? message);

    /// <summary>Ends an attempt.</summary>
    /// <returns>The task as it is now; null when the attempt was not this node's any more.</returns>
    ValueTask<TaskRecord?> EndAsync(TaskRecord claimed, AttemptEnd end);

    /// <summary>Notes that everybody was told of the end of a task. Of one whose node has died just before that, <see cref="KeepAsync"/> says so.</summary>
    void Told(string id);

    /// <summary>Takes a task back. One that runs is told to stop, and is cancelled when its handler has obeyed.</summary>
    ValueTask<CancelOutcome> CancelAsync(string id);

    ValueTask<TaskRecord?> FindAsync(string id);

    /// <summary>Some of the tasks, the newest first.</summary>
    /// <param name="query">Which.</param>
    ValueTask<TaskList> ListAsync(TaskQuery query);

    /// <summary>Says that this node still works on what it has claimed; what does so too late is given to others. Forgets what has ended long ago.</summary>
    /// <returns>The tasks that are to be told of: they have changed by that, or nobody has told of their end.</returns>
    ValueTask<IReadOnlyList<TaskRecord>> KeepAsync();
}

/// <summary>What became of a start.</summary>
internal abstract record StartOutcome
{
    /// <param name="Task">The new task.</param>
    /// <param name="Superseded">Those that it took the place of, as they are now.</param>
    public sealed record Started(TaskRecord Task, IReadOnlyList<TaskRecord> Superseded) : StartOutcome;

    /// <summary>The same start was made before.</summary>
    public sealed record Duplicate(TaskRecord Task) : StartOutcome;

    /// <summary>The idempotency key was used for another start.</summary>
    public sealed record Conflict : StartOutcome;

    /// <param name="OfOwner">Whether it is the owner who has as many waiting as may, and not all together.</param>
    public sealed record Full(bool OfOwner) : StartOutcome;
}

/// <summary>How many tasks of a kind may wait.</summary>
/// <param name="All">Of everybody.</param>
/// <param name="PerOwner">Of one owner. What has none counts for nobody.</param>
internal readonly record struct WaitingRoom(int All, int PerOwner);

/// <summary>What became of a cancel.</summary>
internal abstract record CancelOutcome
{
    /// <summary>There is no such task.</summary>
    public sealed record Unknown : CancelOutcome;

    /// <summary>It has come to its end before.</summary>
    public sealed record TooLate(TaskRecord Task) : CancelOutcome;

    /// <summary>It is cancelled, or its handler is told to stop.</summary>
    public sealed record Done(TaskRecord Task) : CancelOutcome;
}

/// <summary>How an attempt ends.</summary>
internal abstract record AttemptEnd
{
    /// <param name="Result">JSON; null when there is none.</param>
    public sealed record Succeeded(byte[]? Result) : AttemptEnd;

    /// <param name="Error">Why.</param>
    /// <param name="RetryAfter">How long the next attempt waits; null when there is none.</param>
    public sealed record Failed(TaskFault Error, TimeSpan? RetryAfter) : AttemptEnd;

    /// <summary>The handler has obeyed.</summary>
    public sealed record Cancelled : AttemptEnd;

    /// <summary>The node stops: somebody else may have it, from its beginning.</summary>
    public sealed record HandedBack : AttemptEnd;
}

/// <summary>Which tasks are wanted.</summary>
/// <param name="Kind">Only of a kind.</param>
/// <param name="Owner">Only of an owner.</param>
/// <param name="IsOpen">Only those that have not ended, or that have.</param>
/// <param name="Before">Only those with a smaller id.</param>
/// <param name="Count">How many at most.</param>
internal sealed record TaskQuery(string? Kind, string? Owner, bool? IsOpen, string? Before, int Count)
{
    /// <summary>Every task that there is.</summary>
    public static TaskQuery All { get; } = new(null, null, null, null, int.MaxValue) { MostRead = int.MaxValue };

    /// <summary>How many tasks are looked at for it, wanted or not: nobody else gets at the board meanwhile, or Redis has to send them all.</summary>
    public int MostRead { get; init; } = 1_000;

    /// <summary>Whether it is one of them, wherever it stands.</summary>
    public bool Fits(TaskRecord task) => (Kind is null || task.Kind == Kind) && (Owner is null || task.Owner == Owner) && (IsOpen is null || task.State.IsFinal() != IsOpen);
}

/// <summary>Some tasks.</summary>
/// <param name="Tasks">Those that were found.</param>
/// <param name="ReadTo">The last one that was looked at, when there may be more behind it; null when all that are wanted were found, or there are no more.</param>
internal sealed record TaskList(IReadOnlyList<TaskRecord> Tasks, string? ReadTo);
