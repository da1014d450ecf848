using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Draining;
using RealtimeHub.Ingest;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>The one way to start a task: it checks, puts it on the board, and tells of it.</summary>
internal sealed class BackgroundTasks(TaskKinds kinds, ITaskBoard board, TaskTopics topics, TaskMetrics metrics, Drain drain, TimeProvider clock, IOptions<RealtimeHubOptions> options) : IBackgroundTasks
{
    private const int MaxKey = 255;
    public const string Away = "what keeps the tasks does not answer; try again, with the same idempotency key, retry after 1000 ms";

    private readonly TaskOptions _options = options.Value.Tasks;
    private readonly CancellationToken _closing = ClosingOf(board, drain);
    private readonly Dictionary<string, Anteroom> _anterooms = kinds.All.ToDictionary(kind => kind.Name, kind => new Anteroom(kind.Options, clock, ClosingOf(board, drain)), StringComparer.Ordinal);

    public ValueTask<TaskStart> StartAsync<TArgs>(string kind, TArgs args, TaskStartOptions? options = null, CancellationToken cancellationToken = default) =>
        StartJsonAsync(kind, JsonSerializer.SerializeToUtf8Bytes(args, WireJson.Options), options ?? new TaskStartOptions(), cancellationToken);

    /// <param name="kind">The kind of work.</param>
    /// <param name="arguments">JSON, as it came.</param>
    /// <param name="options">How it is started.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    public async ValueTask<TaskStart> StartJsonAsync(string kind, byte[] arguments, TaskStartOptions options, CancellationToken cancellationToken)
    {
        if (kinds.Find(kind) is not { } known) return new TaskStart.Refused(ErrorCode.UnknownKind, $"no background work of the kind '{kind}' is there");
        var started = await StartAsync(known, arguments, options, cancellationToken);
        metrics.Started(kind, started switch { TaskStart.Accepted => "accepted", TaskStart.Duplicate => "duplicate", _ => "refused" });
        return started;
    }

    public async ValueTask<TaskReport?> FindAsync(string id) => (await board.FindAsync(id))?.ToReport(board.Kept);

    public async ValueTask<TaskReport?> CancelAsync(string id)
    {
        switch (await board.CancelAsync(id))
        {
            case CancelOutcome.Done { Task: var task }:
                await topics.TellAsync(task);
                return task.ToReport(board.Kept);
            case CancelOutcome.TooLate late:
                return late.Task.ToReport(board.Kept);
            default:
                return null;
        }
    }

    private async ValueTask<TaskStart> StartAsync(TaskKind kind, byte[] arguments, TaskStartOptions options, CancellationToken cancellationToken)
    {
        if (_closing.IsCancellationRequested) return Closed();
        if (FindProblem(kind, arguments, options) is { } problem) return new TaskStart.Refused(ErrorCode.BadRequest, problem);
        var task = Make(kind, arguments, options);
        try
        {
            return await _anterooms[kind.Name].EnterAsync(task, options, room => board.StartAsync(task, room, options.Latest), cancellationToken) switch
            {
                StartOutcome.Started started => await TellAsync(started),
                StartOutcome.Duplicate first => new TaskStart.Duplicate(first.Task.ToReport(board.Kept)),
                StartOutcome.Conflict => new TaskStart.Refused(ErrorCode.Conflict, "the idempotency key was used before with other arguments"),
                StartOutcome.Full when _closing.IsCancellationRequested => Closed(),
                StartOutcome.Full { OfOwner: true } => new TaskStart.Refused(ErrorCode.Unavailable, $"you have as many tasks of the kind {kind.Name} waiting as may; try again, with the same idempotency key, retry after 1000 ms"),
                _ => new TaskStart.Refused(ErrorCode.Unavailable, $"as many tasks of the kind {kind.Name} wait as may; try again, with the same idempotency key, retry after 1000 ms"),
            };
        }
        catch (BoardUnavailableException)
        {
            return new TaskStart.Refused(ErrorCode.Unavailable, Away);
        }
    }

    /// <summary>When the server takes no tasks any more: one that stops and keeps none would lose them.</summary>
    private static CancellationToken ClosingOf(ITaskBoard board, Drain drain) => board.Kept == TaskKeeping.Memory ? drain.Stopping : CancellationToken.None;

    private static TaskStart.Refused Closed() => new(ErrorCode.Unavailable, "the server stops, and keeps no tasks; retry after 1000 ms");

    private async Task<TaskStart> TellAsync(StartOutcome.Started started)
    {
        foreach (var old in started.Superseded) await topics.TellAsync(old);
        await topics.TellAsync(started.Task);
        return new TaskStart.Accepted(started.Task.ToReport(board.Kept));
    }

    private TaskRecord Make(TaskKind kind, byte[] arguments, TaskStartOptions options)
    {
        var now = clock.GetUtcNow();
        return new TaskRecord
        {
            Id = Guid.CreateVersion7(now).ToString("N"), Kind = kind.Name, Arguments = arguments, Owner = options.Owner, Key = options.Key, Priority = options.Priority,
            MaxAttempts = kind.Options.MaxAttempts, Created = now, IdempotencyKey = options.IdempotencyKey,
            Fingerprint = options.IdempotencyKey is null ? null : FingerprintOf(arguments, options),
        };
    }

    private string? FindProblem(TaskKind kind, byte[] arguments, TaskStartOptions options)
    {
        if (arguments.Length > _options.MaxArgumentBytes) return $"the arguments have {arguments.Length} bytes, and may have {_options.MaxArgumentBytes}";
        if (options.Key is { Length: 0 or > MaxKey }) return $"key has 1 to {MaxKey} characters";
        if (options.Latest && options.Key is null) return "latest needs a key";
        if (IdempotencyKeys.FindProblem(options.IdempotencyKey) is { } badKey) return badKey;
        return kind.FindProblem(arguments);
    }

    private static string FingerprintOf(byte[] arguments, TaskStartOptions options) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{options.Key}\n{options.Latest}\n"), .. arguments]).AsSpan(0, 16));
}
