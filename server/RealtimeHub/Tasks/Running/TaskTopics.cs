using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;
using RealtimeHub.Ingest;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Topics;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// Tells what becomes of tasks on their topics: never an older report after a newer one, and in the end the last one. Who comes late finds it as the newest event of the topic.
/// </summary>
/// <remarks>Several nodes may tell of one task at the same time; then the version of what the topic has decides.</remarks>
internal sealed partial class TaskTopics(IEventPublisher publisher, HistoryReader history, ITaskBoard board, TaskMetrics metrics, TimeProvider clock, ILogger<TaskTopics> logger)
{
    /// <summary>How long it is remembered what was told last: something older may still be on its way.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Told> _told = new(StringComparer.Ordinal);
    private readonly LogThrottle _failedLog = new(clock);

    /// <summary>Of how many tasks it is remembered what was told last.</summary>
    public int Remembered => _told.Count;

    /// <summary>The topic of a task.</summary>
    public static TopicName Of(string id) => TopicName.Parse($"{NamespaceTable.TaskNamespace}:{id}");

    /// <returns>The task of a topic; null when it is none of ours.</returns>
    public static string? IdOf(TopicName topic) => NamespaceTable.IsOfTask(topic) ? topic.Value[(NamespaceTable.TaskNamespace.Length + 1)..] : null;

    /// <summary>Tells a report, unless a newer one was told. What cannot be told now is told when <see cref="CatchUpAsync"/> is called.</summary>
    public async Task TellAsync(TaskRecord task)
    {
        var told = ToldOf(task);
        await told.Turn.WaitAsync();
        try
        {
            if (task.Version > told.Version) await TellInTurnAsync(task, told);
            if (task.State.IsFinal() && !told.IsMissing) board.Told(task.Id);
        }
        finally
        {
            told.Turn.Release();
        }
    }

    /// <summary>Tells the newest report once more when its topic has lost it: events do not become as old as tasks that wait for long, or have little to say.</summary>
    public async Task RemindAsync(TaskRecord task)
    {
        if (await history.ReadAsync(Of(task.Id), new HistoryRequest { Limit = 1 }) is not HistoryOutcome.Page { Events: [] }) return;
        var told = ToldOf(task);
        await told.Turn.WaitAsync();
        try
        {
            if (task.Version >= told.Version) await TellInTurnAsync(task, told);
        }
        finally
        {
            told.Turn.Release();
        }
    }

    /// <summary>Tells the newest report, as the board knows it.</summary>
    /// <returns>False when there is none: nobody will be told any more.</returns>
    public async Task<bool> CatchUpAsync(string id)
    {
        try
        {
            if (await board.FindAsync(id) is not { } task) return false;
            await TellAsync(task);
        }
        catch (BoardUnavailableException)
        {
            // Its end is not lost: the board has noted that it was not told.
        }

        return true;
    }

    /// <summary>Tells what could not be told, and forgets what nobody will tell any more.</summary>
    public async Task SweepAsync()
    {
        foreach (var (id, told) in _told)
        {
            // Also of what goes on: its end may come on another node.
            var isOver = told.IsMissing ? !await CatchUpAsync(id) : clock.GetElapsedTime(told.At) > Memory;
            if (isOver) _told.TryRemove(id, out _);
        }
    }

    private Told ToldOf(TaskRecord task) => _told.GetOrAdd(task.Id, _ => new Told { At = clock.GetTimestamp() });

    private async Task TellInTurnAsync(TaskRecord task, Told told)
    {
        var outcome = await PublishAsync(task);
        told.At = clock.GetTimestamp();
        told.IsMissing = outcome is PublishOutcome.Rejected;
        if (outcome is not PublishOutcome.Rejected rejected)
        {
            told.Version = task.Version;
            return;
        }

        metrics.NotTold();
        if (_failedLog.MayLog()) LogNotTold(task.Id, rejected.Reason);
    }

    private async Task<PublishOutcome> PublishAsync(TaskRecord task)
    {
        try
        {
            var report = JsonSerializer.SerializeToUtf8Bytes(task.ToReport(board.Kept), WireJson.Options);
            return await publisher.PublishAsync(new PublishRequest(Of(task.Id), EventData.FromJson(report)) { Version = task.Version });
        }
#pragma warning disable CA1031 // The application may have put another publisher there. Whatever it throws, the task goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new PublishOutcome.Rejected(ErrorCode.Internal, e.Message);
        }
    }

    [LoggerMessage(EventId = 1802, Level = LogLevel.Warning, Message = "The state of task {Task} could not be published, and will be tried again: {Reason}")]
    private partial void LogNotTold(string task, string reason);

    /// <summary>What was told of a task. Changed by whose turn it is.</summary>
    private sealed class Told
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public long Version { get; set; }

        public long At { get; set; }

        public bool IsMissing { get; set; }
    }
}
