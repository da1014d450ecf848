using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>What every attempt needs.</summary>
internal sealed class AttemptServices(
    ITaskBoard board, TaskTopics topics, IServiceScopeFactory scopes, RetryPauses pauses, TaskMetrics metrics, TimeProvider clock,
    IOptions<RealtimeHubOptions> options, ILogger<Attempt> logger)
{
    /// <summary>How long a board that does not answer is left alone.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public ITaskBoard Board => board;

    public TaskTopics Topics => topics;

    public IServiceScopeFactory Scopes => scopes;

    public RetryPauses Pauses => pauses;

    public TaskMetrics Metrics => metrics;

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
}
