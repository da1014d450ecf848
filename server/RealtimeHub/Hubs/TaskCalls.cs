using RealtimeHub.Contracts;
using RealtimeHub.Ingest;
using RealtimeHub.Security;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using RealtimeHub.Tasks.Running;

namespace RealtimeHub.Hubs;

/// <summary>Background tasks, for clients on the hub.</summary>
internal sealed class TaskCalls(BackgroundTasks tasks, ITaskBoard board, TaskTopics topics, TaskAccess access)
{
    private static readonly Refusal Unknown = new(ErrorCode.UnknownTask, "there is no such task, or it ended long ago");

    /// <returns>The report of the task, or a refusal.</returns>
    public async Task<object> StartAsync(ClientPrincipal client, string? kind, EventData arguments, StartTaskRequest? request)
    {
        if (kind is null) return new Refusal(ErrorCode.BadRequest, "the kind is missing");
        if (!arguments.IsJson) return new Refusal(ErrorCode.BadRequest, "arguments are a JSON value, and no bytes");
        if (access.ForbidsStart(client, kind) is { } forbidden) return new Refusal(ErrorCode.PermissionDenied, forbidden);
        if (TaskAccess.ForbidsKey(client, request?.Key) is { } nameless) return new Refusal(ErrorCode.PermissionDenied, nameless);
        var options = new TaskStartOptions
        {
            Key = request?.Key, Latest = request?.Latest ?? false, Priority = request?.Bulk == true ? TaskPriority.Bulk : TaskPriority.Interactive,
            IdempotencyKey = request?.IdempotencyKey, Owner = TaskAccess.OwnerOf(client),

            // The other calls of its connection would wait behind it, even one that makes room, and the connection would be taken for silent.
            WaitsForRoom = false,
        };
        return await tasks.StartJsonAsync(kind, arguments.Bytes.ToArray(), options, CancellationToken.None) switch
        {
            TaskStart.Accepted accepted => accepted.Task,
            TaskStart.Duplicate duplicate => duplicate.Task,
            var refused => new Refusal(((TaskStart.Refused)refused).Code, ((TaskStart.Refused)refused).Reason),
        };
    }

    /// <summary>Sees to it that whoever follows a task finds how it stands.</summary>
    /// <returns>A refusal when the topic is that of a task which is not there: who followed it would wait for ever.</returns>
    public async ValueTask<Refusal?> BeforeFollowAsync(TopicName topic)
    {
        if (TaskTopics.IdOf(topic) is not { } id) return null;
        try
        {
            if (await board.FindAsync(id) is not { } task) return Unknown;
            await topics.RemindAsync(task);
        }
        catch (BoardUnavailableException)
        {
            // The topic tells what it knows, and the rest when it can.
        }

        return null;
    }

    /// <returns>The report of the task as it is then, or a refusal.</returns>
    public async Task<object> CancelAsync(ClientPrincipal client, string? id)
    {
        try
        {
            if (id is null || await board.FindAsync(id) is not { } task || !TaskAccess.MayHave(client, task)) return Unknown;
            return await tasks.CancelAsync(id) as object ?? Unknown;
        }
        catch (BoardUnavailableException)
        {
            return new Refusal(ErrorCode.Unavailable, BackgroundTasks.Away);
        }
    }
}
