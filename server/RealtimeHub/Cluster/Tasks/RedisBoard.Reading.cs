using Microsoft.Extensions.Logging;
using RealtimeHub.Diagnostics;
using RealtimeHub.Tasks;
using RealtimeHub.Tasks.Board;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Tasks;

/// <summary>How tasks are read that somebody else may have written: another version of the server, or a hand.</summary>
internal sealed partial class RedisBoard
{
    private readonly LogThrottle _unreadableLog = new(clock);

    /// <exception cref="BoardUnavailableException">This node cannot read it; another one may.</exception>
    private TaskRecord Read(RedisResult answer)
    {
        try
        {
            return TaskHash.Read(answer);
        }
#pragma warning disable CA1031 // What was written by nobody knows whom can be wrong in any way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            metrics.Malformed();
            if (_unreadableLog.MayLog()) LogUnreadable(e, TaskHash.IdOf(answer));
            throw new BoardUnavailableException("The task cannot be read.", e);
        }
    }

    /// <summary>Those that can be read: one that cannot is no reason to do nothing about the others.</summary>
    private IEnumerable<TaskRecord> ReadAll(IEnumerable<RedisResult> answers)
    {
        foreach (var answer in answers)
        {
            TaskRecord task;
            try
            {
                task = Read(answer);
            }
            catch (BoardUnavailableException)
            {
                continue;
            }

            yield return task;
        }
    }

    [LoggerMessage(EventId = 1711, Level = LogLevel.Warning, Message = "The background task {Task} in Redis cannot be read, and is passed over: another version of the server wrote it, or somebody changed it.")]
    private partial void LogUnreadable(Exception error, string? task);
}
