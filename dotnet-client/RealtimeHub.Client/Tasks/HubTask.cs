using System.Text.Json;
using RealtimeHub.Client.Tasks;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>
/// A background task at the server. Read its states with <c>await foreach</c>: the newest one first, then each that comes, and the last one at the end; a loop that is slower than the
/// task leaves out what has been overtaken. As many loops as you like. Breaks of the connection are bridged.
/// </summary>
/// <remarks>
/// Dispose it to stop following: who waits is released, also where the task never ends. The task itself goes on, and so do others of this client that follow it; all share one subscription.
/// </remarks>
public sealed class HubTask : IAsyncEnumerable<TaskReport>, IAsyncDisposable
{
    private readonly RealtimeHubClient _client;
    private readonly TaskFollowing _following;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HubTask(RealtimeHubClient client, string id, TaskReport? first)
    {
        (_client, Id, _following) = (client, id, client.TaskTable.Join(id));
        if (first is not null) _following.Take(first);
    }

    /// <summary>The task; with <see cref="RealtimeHubClient.FollowTask"/> it is followed from anywhere.</summary>
    public string Id { get; }

    /// <summary>The newest report; null as long as none has come.</summary>
    public TaskReport? Report => _following.Now.Report;

    /// <summary>Waits for the end of the task, and reads its result.</summary>
    /// <typeparam name="T">What the result is read as.</typeparam>
    /// <param name="cancellationToken">Stops waiting; the task goes on.</param>
    /// <exception cref="HubTaskException">The task has failed, or was cancelled.</exception>
    /// <exception cref="RealtimeHubException">The task cannot be followed; with <see cref="ErrorCode.UnknownTask"/>, the server does not know it, or not any more.</exception>
    /// <exception cref="JsonException">The result cannot be read as <typeparamref name="T"/>.</exception>
    public async Task<T?> ResultAsync<T>(CancellationToken cancellationToken = default)
    {
        await foreach (var report in this.WithCancellation(cancellationToken))
        {
            if (!report.State.IsFinal()) continue;
            if (report.State != TaskState.Succeeded) throw new HubTaskException(report);
            return report.Result is { } result ? result.Deserialize<T>(_client.DataFormat) : default;
        }

        throw new RealtimeHubException("The task is not followed any more.");
    }

    /// <inheritdoc cref="RealtimeHubClient.CancelTaskAsync"/>
    public Task<TaskReport> CancelAsync(CancellationToken cancellationToken = default) => _client.CancelTaskAsync(Id, cancellationToken);

    /// <summary>Reads the states, until the last one.</summary>
    /// <param name="cancellationToken">Ends the loop with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="RealtimeHubException">The task cannot be followed; with <see cref="ErrorCode.UnknownTask"/>, the server does not know it, or not any more.</exception>
    public async IAsyncEnumerator<TaskReport> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        TaskReport? seen = null;
        while (true)
        {
            var (report, isOver, error, wake) = _following.Now;
            if (report is not null && !ReferenceEquals(report, seen))
            {
                seen = report;
                yield return report;
                if (report.State.IsFinal()) yield break;
            }
            else if (isOver || _left.Task.IsCompleted)
            {
                error?.Throw();
                yield break;
            }
            else
            {
                await Task.WhenAny(wake.Task, _left.Task).WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Stops following. Loops end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_left.TrySetResult()) await _client.TaskTable.LeaveAsync(_following);
    }
}
