using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeHub.Contracts;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>One attempt of a task: from the handler's first line to what becomes of it, whatever the handler does.</summary>
internal sealed partial class Attempt : IDisposable
{
    /// <summary>How much of a fault is told, in characters: a report must fit into an event.</summary>
    private const int MaxCode = 64;
    private const int MaxText = 1_024;

    private readonly TaskKind _kind;
    private readonly TaskRecord _task;
    private readonly AttemptServices _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly ProgressNotes _progress;
    private readonly QuietThread? _quiet;
    private volatile ITimer? _time;
    private volatile string? _why;

    public Attempt(TaskKind kind, TaskRecord task, AttemptServices services)
    {
        (_kind, _task, _services) = (kind, task, services);
        _quiet = kind.Options.IsHeavy ? services.Quiet.Start($"{kind.Name} {task.Id}") : null;
        _progress = new ProgressNotes(NoteAsync, services.Options.ProgressInterval, services.Clock, _quiet is null ? action => action() : _quiet.HandOver);
    }

    public string Id => _task.Id;

    /// <summary>Whether the handler is still at work although nobody waits for it.</summary>
    public Task Handler { get; private set; } = Task.CompletedTask;

    /// <summary>Tells the handler to stop, because somebody does not want it any more.</summary>
    public void Cancel() => Stop(Reasons.Cancelled);

    /// <summary>Tells the handler to stop, because the server does.</summary>
    public void HandBack() => Stop(Reasons.Stopping);

    /// <summary>Runs it to its end, and tells what became of it.</summary>
    public async Task RunAsync()
    {
        await _services.Topics.TellAsync(_task);
        var noting = _progress.RunAsync(_over.Token);
        var end = await WorkAsync();
        _time?.Dispose();
        await _over.CancelAsync();
        await noting;

        // What the handler has said last is told with the end.
        if (_progress.TakeLast() is var (percent, message)) await _services.NoteAsync(_task, percent, message);
        _services.Metrics.AttemptEnded(_kind.Name, end);
        if (await _services.EndAsync(_task, end) is { } ended) await _services.Topics.TellAsync(ended);
        else await _services.Topics.CatchUpAsync(_task.Id);
    }

    /// <summary>Not before the handler has returned.</summary>
    public void Dispose()
    {
        _stop.Dispose();
        _over.Dispose();
        _progress.Dispose();
        _time?.Dispose();
        _quiet?.Dispose();
    }

    /// <summary>Begins the time that the handler has to obey, and tells it.</summary>
    private void Stop(string why)
    {
        Interlocked.CompareExchange(ref _why, why, null);
        _stopped.TrySetResult();
        _quiet?.Hurry();
        _ = StopAsync();
    }

    /// <summary>
    /// Whoever tells it does not wait for it, and hears of no fault: what the handler does then may take long, or throw. It must not hold up the renewal of leases, nor end the process from a timer.
    /// </summary>
    private async Task StopAsync()
    {
        try
        {
            await _stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
        catch (AggregateException e)
        {
            // The handler was told, and threw.
            LogThrewWhenTold(_services.Logger, e, _task.Id);
        }
    }

    private async Task<AttemptEnd> WorkAsync()
    {
        var work = Task.Run(HandleAsync);
        Handler = work;
        if (await Task.WhenAny(work, _stopped.Task) != work) await ((Task)work).WaitAsync(_services.Options.Grace, _services.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted) return Abandon();
        return work.IsCompletedSuccessfully ? new AttemptEnd.Succeeded(work.Result) : Fail(work.Exception?.InnerException);
    }

    private async Task<byte[]?> HandleAsync()
    {
        var time = _time = _services.Clock.CreateTimer(_ => Stop(Reasons.TimedOut), null, _kind.Options.Timeout, Timeout.InfiniteTimeSpan);
        await using var scope = _services.Scopes.CreateAsyncScope();
        var handle = _kind.Prepare(scope.ServiceProvider, _task.Arguments);
        if (_quiet is null) return await HandleAsync(handle);

        // While it waits for its first turn its time does not pass.
        time.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return await _quiet.RunAsync(() =>
        {
            time.Change(_kind.Options.Timeout, Timeout.InfiniteTimeSpan);
            return HandleAsync(handle);
        });
    }

    private async Task<byte[]?> HandleAsync(Func<TaskContext, Task<object?>> handle)
    {
        using var log = _services.Logger.BeginScope(new Dictionary<string, object> { ["Task"] = _task.Id, ["Kind"] = _task.Kind, ["Attempt"] = _task.Attempt });
        var done = handle(new TaskContext(_task, _services.MaxResultBytes, Say, _services.Logger, _stop.Token));
        await new EndOf(done);
        return Write(await done);
    }

    /// <summary>
    /// Writes what the handler returns as its last piece of work: a result may be a query that is made only now. That needs the services of the handler, belongs on its thread, and takes of its time.
    /// </summary>
    private byte[]? Write(object? result)
    {
        try
        {
            return ResultBuffer.Write(result, _services.ResultJson, _services.MaxResultBytes);
        }
        catch (Exception e) when (e is not (TaskFailedException or OperationCanceledException))
        {
            // What the getters of a result throw is the handler's, whatever it is.
            LogFailed(_services.Logger, e, _task.Kind, _task.Id, _task.Attempt);
            throw new TaskFailedException(TaskFaults.HandlerFailed, "the result cannot be written as JSON", inner: e);
        }
    }

    private void Say(double? percent, string? message)
    {
        _progress.Say(percent, message);
        _quiet?.GiveWay();
    }

    private AttemptEnd Fail(Exception? error)
    {
        if (_stop.IsCancellationRequested && error is null or OperationCanceledException) return Obeyed();
        if (error is TaskFailedException failed) return Failed(new TaskFault(Cut(failed.Code, MaxCode), Cut(failed.Message, MaxText)), failed.MayRetry, failed.RetryAfter);
        LogFailed(_services.Logger, error, _task.Kind, _task.Id, _task.Attempt);
        return Failed(new TaskFault(TaskFaults.HandlerFailed, "the handler failed; its server knows more"), mayRetry: true);
    }

    private AttemptEnd Obeyed() => _why switch
    {
        Reasons.Cancelled => new AttemptEnd.Cancelled(),
        Reasons.Stopping => Stopped(),
        _ => Failed(new TaskFault(TaskFaults.TimedOut, $"the attempt took longer than {_kind.Options.Timeout}"), mayRetry: true),
    };

    /// <summary>Nobody waits for the handler any more. It may go on for ever; what it says and returns counts for nothing.</summary>
    private AttemptEnd Abandon()
    {
        LogAbandoned(_services.Logger, _task.Kind, _task.Id, _task.Attempt, _services.Options.Grace);
        _services.Metrics.Abandoned(_kind.Name);
        return _why switch
        {
            Reasons.Cancelled => new AttemptEnd.Cancelled(),
            Reasons.Stopping => Stopped(),
            _ => new AttemptEnd.Failed(new TaskFault(TaskFaults.Abandoned, $"the attempt took longer than {_kind.Options.Timeout}, and its handler did not stop"), null),
        };
    }

    private AttemptEnd Stopped() => _services.Board.Kept == TaskKeeping.Memory
        ? new AttemptEnd.Failed(new TaskFault(TaskFaults.ServerStopped, "the server stopped, and keeps no tasks"), null)
        : new AttemptEnd.HandedBack();

    private AttemptEnd.Failed Failed(TaskFault fault, bool mayRetry, TimeSpan? atLeast = null) => mayRetry ? _services.TryAgain(_kind, _task, fault, atLeast) : new(fault, null);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private async Task NoteAsync(double? percent, string? message)
    {
        if (await _services.NoteAsync(_task, percent, message) is { } noted) await _services.Topics.TellAsync(noted);
        else Stop(Reasons.Lost);
    }

    [LoggerMessage(EventId = 1803, Level = LogLevel.Error, Message = "The handler of {Kind} failed at attempt {Attempt} of task {Task}.")]
    private static partial void LogFailed(ILogger logger, Exception? error, string kind, string task, int attempt);

    [LoggerMessage(EventId = 1804, Level = LogLevel.Error,
        Message = "The handler of {Kind} did not stop within {Grace} after it was told to, at attempt {Attempt} of task {Task}. It holds its worker for as long as it runs. Handlers must obey TaskContext.Stopping.")]
    private static partial void LogAbandoned(ILogger logger, string kind, string task, int attempt, TimeSpan grace);

    [LoggerMessage(EventId = 1805, Level = LogLevel.Warning, Message = "Something that the handler of task {Task} does when it is told to stop has thrown.")]
    private static partial void LogThrewWhenTold(ILogger logger, Exception error, string task);

    /// <summary>Why a handler is told to stop before its time is over.</summary>
    private static class Reasons
    {
        public const string Cancelled = "cancelled";
        public const string Stopping = "stopping";
        public const string Lost = "lost";
        public const string TimedOut = "timedOut";
    }
}
