using System.Runtime.CompilerServices;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// What is awaited to go on at once where a task ends, however that is. Work that begins on a quiet thread may end on one of the pool (<c>ConfigureAwait(false)</c>): to go back would take a turn, which may be hours away.
/// What ends on the quiet thread goes on there; the pool must get nothing from it.
/// </summary>
/// <param name="task">The task.</param>
internal readonly struct EndOf(Task task) : ICriticalNotifyCompletion
{
    public bool IsCompleted => task.IsCompleted;

    public EndOf GetAwaiter() => this;

    public void GetResult()
    {
        // Whoever wants it asks the task.
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) =>
        task.ContinueWith(static (_, next) => ((Action)next!)(), continuation, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
