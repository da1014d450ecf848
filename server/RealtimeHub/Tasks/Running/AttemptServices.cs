using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>What every attempt needs.</summary>
internal sealed partial class AttemptServices(
    ITaskBoard board, TaskTopics topics, IServiceScopeFactory scopes, RetryPauses pauses, TaskMetrics metrics, QuietThreads quiet, TimeProvider clock,
    IOptions<RealtimeHubOptions> options, ILogger<Attempt> logger)
{
    /// <summary>How long a board that does not answer is left alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A report is an event, whose depth has a limit, and the result is one level below it.</summary>
    private readonly JsonSerializerOptions _resultJson = new(WireJson.Options) { MaxDepth = Math.Max(1, options.Value.Ingest.MaxJsonDepth - 1) };

    private readonly LogThrottle _survivedLog = new(clock);

    public ITaskBoard Board => board;

    /// <summary>The largest result, in bytes.</summary>
    public int MaxResultBytes => options.Value.LargestResult;

    /// <summary>How results are written.</summary>
    public JsonSerializerOptions ResultJson => _resultJson;

    public TaskTopics Topics => topics;

    public IServiceScopeFactory Scopes => scopes;

    public TaskMetrics Metrics => metrics;

    public QuietThreads Quiet => quiet;

    public TimeProvider Clock => clock;

    public TaskOptions Options => options.Value.Tasks;

    public ILogger Logger => logger;

    /// <summary>Notes progress, if the board answers: the next report says the same.</summary>
    /// <returns>Null when the attempt is not this node's any more.</returns>
    public async Task<TaskRecord?> NoteAsync(TaskRecord task, double? percent, string? message)
    {
        try
        {
            return await board.NoteAsync(task, percent, message);
        }
        catch (BoardUnavailableException)
        {
            return task;
        }
    }

    /// <summary>Tells of what must not end a loop that everything depends on.</summary>
    public void Survive(Exception error)
    {
        if (_survivedLog.MayLog()) LogSurvived(error);
    }

    /// <summary>How an attempt ends after which another one may help: there is one, after a pause, while some are left.</summary>
    public AttemptEnd.Failed TryAgain(TaskKind kind, TaskRecord task, TaskFault fault, TimeSpan? atLeast = null) =>
        new(fault, task.Failures + 1 < task.MaxAttempts ? pauses.After(kind.Options, task.Failures + 1, atLeast) : null);

    /// <summary>Ends an attempt that went wrong outside its handler, where nothing should. A server that has no threads left may have some later, and others may have some now.</summary>
    public async Task BreakAsync(TaskKind kind, TaskRecord task, Exception error)
    {
        LogBroken(error, task.Kind, task.Id, task.Attempt);
        if (await EndAsync(task, TryAgain(kind, task, new TaskFault(TaskFaults.HandlerFailed, "the attempt could not be made; its server knows more"))) is { } ended) await topics.TellAsync(ended);
    }

    /// <summary>Ends an attempt, however long the board does not answer: what has been done must not be done again when that can be helped.</summary>
    /// <returns>Null when the attempt was not this node's any more.</returns>
    public async Task<TaskRecord?> EndAsync(TaskRecord task, AttemptEnd end)
    {
        while (true)
        {
            try
            {
                return await board.EndAsync(task, end);
            }
            catch (BoardUnavailableException)
            {
                await Task.Delay(Pause, clock);
            }
        }
    }

    [LoggerMessage(EventId = 1808, Level = LogLevel.Error, Message = "Attempt {Attempt} of task {Task} ({Kind}) went wrong outside its handler. It is tried again as often as its kind allows.")]
    private partial void LogBroken(Exception error, string kind, string task, int attempt);

    [LoggerMessage(EventId = 1809, Level = LogLevel.Error, Message = "Something went wrong where background tasks are claimed or their leases renewed. It is tried again.")]
    private partial void LogSurvived(Exception error);
}
