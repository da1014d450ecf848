using System.Text.Json;
using RealtimeHub.Client.Tasks;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

public sealed partial class RealtimeHubClient
{
    /// <summary>Starts background work at the server, and follows it: its states with <c>await foreach</c>, its result with <see cref="HubTask.ResultAsync{T}"/>.</summary>
    /// <remarks>
    /// Not repeated by itself: when the connection ends before the answer, the task may have been started or not. With <see cref="StartTaskRequest.IdempotencyKey"/> it is safe to
    /// call again: the answer is the same task.
    /// </remarks>
    /// <param name="kind">A kind of work that the server knows.</param>
    /// <param name="args">The arguments; written as JSON with <see cref="RealtimeHubClientOptions.JsonSerializerOptions"/>.</param>
    /// <param name="options">How it is started.</param>
    /// <param name="cancellationToken">Stops waiting for the answer; the task may be started all the same.</param>
    /// <exception cref="RealtimeHubException">The server refused, or there is no connection at the moment.</exception>
    public async Task<HubTask> RunTaskAsync<TArgs>(string kind, TArgs args, StartTaskRequest? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        var json = JsonSerializer.SerializeToElement(args, _options.JsonSerializerOptions);
        var report = await RequireSession().InvokeAsync<TaskReport>(HubNames.StartTask, [kind, json, options], cancellationToken);
        return new HubTask(this, report.Id, report);
    }

    /// <summary>Follows a task that was started before, here or elsewhere: after a restart, say.</summary>
    /// <remarks>
    /// Of a task that the server does not know, or not any more, loops and <see cref="HubTask.ResultAsync{T}"/> throw a <see cref="RealtimeHubException"/> with <see cref="ErrorCode.UnknownTask"/>;
    /// so they do when a server that keeps its tasks in memory has restarted meanwhile.
    /// </remarks>
    /// <param name="id">The task.</param>
    /// <exception cref="RealtimeHubException">
    /// With <see cref="ErrorCode.AlreadySubscribed"/>: this client has subscribed to the topic of the task by <see cref="Subscribe{T}"/>, which begins elsewhere.
    /// </exception>
    public HubTask FollowTask(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new HubTask(this, id, null);
    }

    /// <summary>Takes a task back. One that waits is cancelled at once; one that runs ends when its handler has obeyed; one that has ended stays as it is.</summary>
    /// <param name="id">The task.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <returns>How it stands.</returns>
    /// <exception cref="RealtimeHubException">The server refused, or there is no connection at the moment.</exception>
    public Task<TaskReport> CancelTaskAsync(string id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return RequireSession().InvokeAsync<TaskReport>(HubNames.CancelTask, [id], cancellationToken);
    }

    internal JsonSerializerOptions DataFormat => _options.JsonSerializerOptions;

    internal TaskTable TaskTable { get; }

    /// <summary>Reports are ours, whatever the application chose for its data; the result in them is the application's.</summary>
    private Subscription<TaskReport> FollowReports(string id) => Follow<TaskReport>($"task:{id}", new SubscribeOptions { Tail = 1 }, WireFormat.Options);
}
