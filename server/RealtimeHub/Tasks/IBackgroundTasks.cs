using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks;

/// <summary>Starts background work, and looks after it. What becomes of a task is told on its topic <c>task:{id}</c>.</summary>
/// <remarks>Safe to call from many threads at once.</remarks>
public interface IBackgroundTasks
{
    /// <summary>Starts a task. It returns as soon as the task waits for its turn, and where tasks are kept, is kept.</summary>
    /// <param name="kind">A kind that was added with <c>AddBackgroundTask</c>.</param>
    /// <param name="args">The arguments, written as JSON.</param>
    /// <param name="options">How it is started; by default as usual.</param>
    /// <param name="cancellationToken">Ends the wait for room. What was started goes on.</param>
    /// <returns>The task, or why it was refused. A refusal is a value, not an exception, also when what keeps the tasks does not answer.</returns>
    /// <exception cref="OperationCanceledException">The wait for room was ended, and nothing was started.</exception>
    ValueTask<TaskStart> StartAsync<TArgs>(string kind, TArgs args, TaskStartOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>The newest report of a task; null when there is none of that id, or it was forgotten.</summary>
    /// <exception cref="BoardUnavailableException">What keeps the tasks does not answer at the moment. Never on a server that keeps none.</exception>
    ValueTask<TaskReport?> FindAsync(string id);

    /// <summary>Takes a task back. One that runs ends when its handler has obeyed; one that has ended stays as it is.</summary>
    /// <returns>Its newest report; null when there is none of that id.</returns>
    /// <exception cref="BoardUnavailableException">What keeps the tasks does not answer at the moment: it may be taken back, or not. Trying again is safe. Never on a server that keeps none.</exception>
    ValueTask<TaskReport?> CancelAsync(string id);
}

/// <summary>How a task is started.</summary>
public sealed record TaskStartOptions
{
    /// <summary>
    /// Tasks of one kind and one <see cref="Owner"/> with the same key run one at a time, in the order of their start. At most 255 characters. For a key that holds for all users, leave out the owner.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>Whether this task takes the place of those before it with the same <see cref="Key"/>: they are cancelled.</summary>
    public bool Latest { get; init; }

    /// <summary>Whether somebody waits for it.</summary>
    public TaskPriority Priority { get; init; }

    /// <summary>Makes a retry safe: the same key and arguments return the first task, as long as it is kept. At most 128 visible ASCII characters.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>
    /// Who starts it; tasks of different owners take turns, and an owner may have only so many waiting. Keys and idempotency keys are their owner's. Null for the application itself, which
    /// shares its keys with services.
    /// </summary>
    public string? Owner { get; init; }

    /// <summary>Whether it waits when there is no room.</summary>
    internal bool WaitsForRoom { get; init; } = true;
}

/// <summary>What became of the start of a task.</summary>
public abstract record TaskStart
{
    private TaskStart()
    {
    }

    /// <summary>It waits for its turn.</summary>
    public sealed record Accepted(TaskReport Task) : TaskStart;

    /// <summary>It was started before, with the same idempotency key.</summary>
    public sealed record Duplicate(TaskReport Task) : TaskStart;

    /// <summary>It was not started.</summary>
    public sealed record Refused(ErrorCode Code, string Reason) : TaskStart;
}
