using System.Runtime.ExceptionServices;
using System.Text.Json;
using RealtimeHub.Client.Wire;
using RealtimeHub.Contracts;

namespace RealtimeHub.Client;

/// <summary>
/// A background task at the server. Read its states with <c>await foreach</c>: the newest one first, then each that comes, and the last one at the end; a loop that is slower than the
/// task leaves out what has been overtaken. As many loops as you like. Breaks of the connection are bridged.
/// </summary>
/// <remarks>
/// Dispose it to stop following: who waits is released, also where the task never ends. The task itself goes on. A client follows a task by one of them at a time.
/// </remarks>
public sealed class HubTask : IAsyncEnumerable<TaskReport>, IAsyncDisposable
{
    private readonly RealtimeHubClient _client;
    private readonly Subscription<TaskReport> _subscription;
    private readonly Task _following;
    private readonly Lock _gate = new();

    // All guarded by _gate. That nothing more comes, and why, is set together with the last wake: a loop that it releases sees it, and nobody waits for one after it.
    private TaskReport? _report;
    private bool _isOver;
    private ExceptionDispatchInfo? _error;

    // Completes when there is another report than _report, or none will come.
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal HubTask(RealtimeHubClient client, string id, TaskReport? first)
    {
        (_client, Id, _report) = (client, id, first);

        // Reports are ours, whatever the application chose for its data; the result in them is the application's.
        _subscription = client.Follow<TaskReport>($"task:{id}", new SubscribeOptions { Tail = 1 }, WireFormat.Options);
        _following = FollowAsync();
    }

    /// <summary>The task; with <see cref="RealtimeHubClient.FollowTask"/> it is followed from anywhere.</summary>
    public string Id { get; }

    /// <summary>The newest report; null as long as none has come.</summary>
    public TaskReport? Report
    {
        get
        {
            lock (_gate) return _report;
        }
    }

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
        var seen = 0L;
        while (true)
        {
            var (report, isOver, error, next) = Now();
            if (report is not null && report.Version > seen)
            {
                seen = report.Version;
                yield return report;
                if (report.State.IsFinal()) yield break;
            }
            else if (isOver)
            {
                error?.Throw();
                yield break;
            }
            else
            {
                await next.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>Stops following. Loops end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        await _following;
    }

    private (TaskReport? Report, bool IsOver, ExceptionDispatchInfo? Error, Task Next) Now()
    {
        lock (_gate) return (_report, _isOver, _error, _next.Task);
    }

    /// <summary>Never fails: what goes wrong is for the loops.</summary>
    private async Task FollowAsync()
    {
        try
        {
            // A loss is none: the next report says everything.
            await foreach (var item in _subscription)
            {
                if (item is HubEvent<TaskReport> { Data: { } report } && Take(report)) break;
            }

            End(null);
        }
        catch (Exception e)
        {
            End(ExceptionDispatchInfo.Capture(e));
        }
    }

    /// <returns>Whether it is the last one.</returns>
    private bool Take(TaskReport report)
    {
        Wake(() => _report = report.Version > (_report?.Version ?? 0) ? report : _report);
        return report.State.IsFinal();
    }

    private void End(ExceptionDispatchInfo? error) => Wake(() => (_isOver, _error) = (true, error));

    /// <summary>Changes something under the gate, and lets all loops look at it.</summary>
    private void Wake(Action change)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            change();
            (before, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        before.SetResult();
    }
}
