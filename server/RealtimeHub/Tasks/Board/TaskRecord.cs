using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.Tasks.Board;

/// <summary>A task as a board keeps it. Never changed, only replaced.</summary>
internal sealed record TaskRecord
{
    /// <summary>So often a node may die under a task. Without a limit one that brings down its node would bring down all of them, one after the other, for ever.</summary>
    public const int MostLosses = 5;

    /// <summary>The owner of what those start who have not said who they are. No user is called so: a name does not begin with a control character.</summary>
    public const string Nameless = "\u0001anonymous";

    /// <summary>Why a task has failed that its nodes did not survive.</summary>
    public static readonly TaskFault Lost = new(TaskFaults.NodeLost, "its node died while it ran, again and again");

    public required string Id { get; init; }

    public required string Kind { get; init; }

    /// <summary>JSON.</summary>
    public required byte[] Arguments { get; init; }

    /// <summary>Who has started it; null for services and the application itself.</summary>
    public string? Owner { get; init; }

    /// <summary>The user who has started it; null when it was nobody with a name.</summary>
    public string? NamedOwner => Owner == Nameless ? null : Owner;

    /// <summary>Tasks of one kind and one owner with the same key run one at a time, in their order.</summary>
    public string? Key { get; init; }

    public TaskPriority Priority { get; init; }

    public int MaxAttempts { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Makes a second start with the same key the first one.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What tells two starts with one idempotency key apart.</summary>
    public string? Fingerprint { get; init; }

    public TaskState State { get; init; }

    public long Version { get; init; } = 1;

    /// <summary>How often a handler has begun.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts have failed. One that was handed back has not.</summary>
    public int Failures { get; init; }

    /// <summary>How often its node has died under it.</summary>
    public int Losses { get; init; }

    public double? Percent { get; init; }

    public string? Message { get; init; }

    /// <summary>JSON.</summary>
    public byte[]? Result { get; init; }

    public TaskFault? Error { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? NextTry { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Whether somebody wants it to end while a handler works on it.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>The same task in its next state.</summary>
    public TaskRecord Next(TaskState state) => this with { State = state, Version = Version + 1 };

    /// <summary>The same task, which runs, when somebody wants it to end.</summary>
    public TaskRecord CancelRequested(TaskFault? error) => IsCancelRequested && error is null ? this : this with { IsCancelRequested = true, Error = error ?? Error, Version = Version + 1 };

    /// <summary>The same task, a little further.</summary>
    public TaskRecord Noted(double? percent, string? message) => this with
    {
        Version = Version + 1,
        Percent = percent is { } value ? Math.Clamp(double.IsNaN(value) ? 0 : value, Percent ?? 0, 100) : Percent,
        Message = message ?? Message,
    };

    /// <summary>The same task at the end of an attempt.</summary>
    public TaskRecord After(AttemptEnd end, DateTimeOffset now) => end switch
    {
        AttemptEnd.Succeeded done => Next(TaskState.Succeeded) with { Percent = 100, Result = done.Result, Error = null, Ended = now },
        AttemptEnd.Failed failed when IsCancelRequested => Cancelled(failed.Error, now),
        AttemptEnd.Failed { RetryAfter: { } pause } failed => Next(TaskState.Retrying) with { Failures = Failures + 1, Error = failed.Error, NextTry = now + pause },
        AttemptEnd.Failed failed => Next(TaskState.Failed) with { Failures = Failures + 1, Error = failed.Error, Ended = now },

        // A handler that was told to stop while nobody has cancelled the task: a word that came late, and meant an earlier attempt.
        AttemptEnd.HandedBack or AttemptEnd.Cancelled when !IsCancelRequested => Next(TaskState.Queued),
        _ => Cancelled(Error, now),
    };

    /// <summary>The same task when its node has died while it ran.</summary>
    public TaskRecord AfterLoss(DateTimeOffset now) =>
        IsCancelRequested ? Cancelled(Error, now)
        : Losses == MostLosses ? Next(TaskState.Failed) with { Losses = Losses + 1, Error = Lost, Ended = now }
        : Next(TaskState.Queued) with { Losses = Losses + 1 };

    private TaskRecord Cancelled(TaskFault? error, DateTimeOffset now) => Next(TaskState.Cancelled) with { Error = Error ?? error, Ended = now };

    /// <summary>What is told of it.</summary>
    public TaskReport ToReport(TaskKeeping kept) => new()
    {
        // What is to be tried again and waits for a worker is told as nothing new: only its next attempt is.
        Id = Id, Kind = Kind, State = State == TaskState.Queued && NextTry is not null ? TaskState.Retrying : State, Version = Version, Percent = Percent, Message = Message, Error = Error, Attempt = Attempt, MaxAttempts = MaxAttempts,
        Result = Result is null ? null : JsonSerializer.Deserialize<JsonElement>(Result), Created = Created, Started = Started, NextTry = NextTry, Ended = Ended, Kept = kept,
        CancelRequested = State == TaskState.Running && IsCancelRequested ? true : null,
    };
}

/// <summary>Which of the tasks that wait comes first.</summary>
public enum TaskPriority
{
    /// <summary>Somebody waits for it.</summary>
    Interactive,

    /// <summary>Nobody does; it gets its turn in any case.</summary>
    Bulk,
}
