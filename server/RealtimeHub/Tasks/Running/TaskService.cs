using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Draining;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>Runs the background work of the node as long as it is up.</summary>
internal sealed partial class TaskService : BackgroundService
{
    private readonly ITaskBoard _board;
    private readonly TaskTopics _topics;
    private readonly Drain _drain;
    private readonly TaskOptions _options;
    private readonly TimeSpan _drainTimeout;
    private readonly TimeProvider _clock;
    private readonly ILogger<TaskService> _logger;
    private readonly LogThrottle _troubleLog;
    private readonly ResourcePool _resources;
    private readonly AttemptServices _services;
    private readonly ConcurrentDictionary<string, KindRunner> _runners;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Lazy<Task> _end;
    private Task _keeping = Task.CompletedTask;
    private Task _telling = Task.CompletedTask;

    public TaskService(ITaskBoard board, TaskKinds kinds, AttemptServices services, TaskTopics topics, TaskMetrics metrics, Drain drain, TimeProvider clock, IOptions<RealtimeHubOptions> options, ILogger<TaskService> logger)
    {
        (_board, _services, _topics, _drain, _options, _clock, _logger, _troubleLog) = (board, services, topics, drain, options.Value.Tasks, clock, logger, new LogThrottle(clock));
        _drainTimeout = options.Value.Drain.Timeout;
        _resources = new ResourcePool(_options.Resources);
        if (kinds.All.SelectMany(kind => _resources.Unknown(kind.Options).Select(name => $"RealtimeHub:Tasks:Resources has no {name}, which tasks of the kind {kind.Name} need")).ToList() is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(RealtimeHubOptions.Section, typeof(RealtimeHubOptions), problems);
        }

        _runners = new(kinds.All.ToDictionary(kind => kind.Name, kind => new KindRunner(kind, _resources, services)), StringComparer.Ordinal);
        metrics.Watch(() => _runners.Select(runner => (runner.Key, runner.Value.Running)));
        _end = new Lazy<Task>(EndOnceAsync);
        _board.Arrived += Wake;
        _board.Unwanted += Cancel;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_services.MaxResultBytes < _options.MaxResultBytes) LogSmallResults(_services.MaxResultBytes);
        foreach (var kind in await FindGoneAsync()) _runners.TryAdd(kind, new KindRunner(TaskKind.Gone(kind), _resources, _services));
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await EndAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
        await _ended.CancelAsync();
        await _keeping;
        await _telling.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_runners.Values.Sum(runner => runner.Running) is > 0 and var left) LogLeft(left);
    }

    public override void Dispose()
    {
        _board.Arrived -= Wake;
        _board.Unwanted -= Cancel;
        foreach (var runner in _runners.Values) runner.Dispose();
        _stop.Dispose();
        _ended.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _keeping = KeepAsync();
        _drain.Stopping.Register(() => _ = EndAsync());
        return Task.WhenAll(_runners.Values.Select(runner => runner.RunAsync(_stop.Token)).Append(TellKeptAsync(_stop.Token)));
    }

    /// <summary>Kinds of tasks that the only node has kept, and that it knows no more. Of nodes that share their tasks another one may know them.</summary>
    private async Task<IEnumerable<string>> FindGoneAsync() =>
        _board.Kept == TaskKeeping.Disk ? (await _board.ListAsync(TaskQuery.All)).Tasks.Where(task => !task.State.IsFinal()).Select(task => task.Kind).Where(kind => !_runners.ContainsKey(kind)).Distinct() : [];

    /// <summary>What was kept over a restart of the only node: its topics are empty, and begin with how each task stands.</summary>
    private async Task TellKeptAsync(CancellationToken stopping)
    {
        if (_board.Kept != TaskKeeping.Disk) return;
        foreach (var task in (await _board.ListAsync(TaskQuery.All)).Tasks)
        {
            if (stopping.IsCancellationRequested) return;
            await _topics.TellAsync(task);
        }
    }

    /// <summary>Takes no new task, lets those end that run, and hands the rest back. It begins with the drain, and not after it: both take their time.</summary>
    private Task EndAsync() => _end.Value;

    private async Task EndOnceAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_runners.Values.Select(runner => runner.EndAsync(_options.StopWithin(_drainTimeout))));
    }

    private void Wake(string kind)
    {
        if (_runners.TryGetValue(kind, out var runner)) runner.Wake();
    }

    private void Cancel(string id, int attempt)
    {
        foreach (var runner in _runners.Values) runner.Cancel(id, attempt);
    }

    /// <summary>Until the last task has ended: what still runs while the node stops is still this node's.</summary>
    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(_options.Lease / 4, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token)) await KeepOnceAsync();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // All is over.
        }
    }

    private async Task KeepOnceAsync()
    {
        try
        {
            var changed = await _board.KeepAsync();

            // The next renewal does not wait for it: to tell much takes long when Redis is slow, and leases end.
            _telling = TellAsync(_telling, changed);
        }
        catch (BoardUnavailableException e)
        {
            if (_troubleLog.MayLog()) LogTrouble(e.Message);
        }
#pragma warning disable CA1031 // Without this loop all that the node works on would be taken from it, and begun anew.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _services.Survive(e);
        }
    }

    private async Task TellAsync(Task before, IReadOnlyList<TaskRecord> changed)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var task in changed) await _topics.TellAsync(task);
        if (!_ended.IsCancellationRequested) await _topics.SweepAsync();
    }

    [LoggerMessage(EventId = 1806, Level = LogLevel.Warning, Message = "{Tasks} background tasks did not end before the server did. See RealtimeHub:Tasks:StopTimeout and Drain:Timeout.")]
    private partial void LogLeft(int tasks);

    [LoggerMessage(EventId = 1812, Level = LogLevel.Information,
        Message = "A report of a task is an event, and Ingest:MaxEventBytes leaves {MaxBytes} bytes for the result in it, less than Tasks:MaxResultBytes. A task with a larger result fails.")]
    private partial void LogSmallResults(int maxBytes);

    [LoggerMessage(EventId = 1807, Level = LogLevel.Warning, Message = "What keeps the background tasks does not answer: {Problem} Tasks that run go on; starting one gets 503 (code 114).")]
    private partial void LogTrouble(string problem);
}
