using System.Collections.Concurrent;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// A thread for an attempt that computes: it gets the processor when nobody else wants it, so that events and requests do not wait for it. What its handler awaits comes back here. Each
/// attempt has its own, so that one that never ends takes nothing from the others.
/// </summary>
/// <remarks>
/// Linux gives each thread a niceness of its own; .NET's priorities do nothing there. 19 is the nicest: such a thread gets about a seventieth of what others get that want the
/// same core, and gives way to one that wakes up (man 7 sched).
/// </remarks>
internal sealed class QuietThread : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _work = [];

    public QuietThread(string name) => new Thread(Work) { IsBackground = true, Name = name, Priority = ThreadPriority.Lowest }.Start();

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Lets the thread end. What its handler has left behind goes on with all others.</summary>
    public void Dispose() => _work.CompleteAdding();

    protected override void QueueTask(Task task)
    {
        try
        {
            _work.Add(task);
        }
        catch (InvalidOperationException)
        {
            ThreadPool.UnsafeQueueUserWorkItem(left => TryExecuteTask(left), task, preferLocal: false);
        }
    }

    // Whoever waits for such work is somebody else's thread.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Current == this && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _work];

    private void Work()
    {
        Niceness.Lower();
        using (_work)
        {
            foreach (var task in _work.GetConsumingEnumerable()) TryExecuteTask(task);
        }
    }
}
