using System.Collections.Concurrent;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// A thread for an attempt that computes: it gets the processor when nobody else wants it, so that events and requests do not wait for it. What its handler awaits comes back here. Each
/// attempt has its own, so that one that never ends takes nothing from the others.
/// </summary>
/// <remarks>
/// Linux gives each thread a niceness of its own (man 7 sched) and a slice; .NET's priorities do nothing there. As many of them as there are cores work at once, in turn.
/// </remarks>
internal sealed class QuietThread : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _work = [];

    private readonly Turnstile.Turn _turn;
    private readonly Turnstile _turnstile;
    private readonly Handover _handover;
    private readonly Thread _thread;
    private volatile ThreadTime? _time;

    /// <param name="name">Of the thread.</param>
    /// <param name="turnstile">Where it waits for its turn.</param>
    /// <param name="handover">Who tells others what it has done.</param>
    public QuietThread(string name, Turnstile turnstile, Handover handover)
    {
        (_turnstile, _handover) = (turnstile, handover);
        _turn = new Turnstile.Turn(() => _time?.Read());
        _thread = new Thread(Work) { IsBackground = true, Name = name, Priority = ThreadPriority.Lowest };
        _thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Works on this thread, also after each await.</summary>
    /// <returns>Completes elsewhere: whoever waits for it does not go on here.</returns>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var told = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Factory.StartNew(WorkAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);
        return told.Task;

        async Task WorkAsync()
        {
            var done = work();
            await new EndOf(done);
            _handover.Post(() => told.SetFromTask(done));
        }
    }

    /// <summary>Does something small elsewhere, if it is called on this thread, and otherwise here.</summary>
    public void HandOver(Action action)
    {
        if (Thread.CurrentThread == _thread) _handover.Post(action);
        else action();
    }

    /// <summary>Lets others have a turn, if it is called on this thread.</summary>
    public void GiveWay()
    {
        if (Thread.CurrentThread == _thread) _turnstile.GiveWay(_turn);
    }

    /// <summary>Its work is to stop: it gets its turn at once, so that it can obey.</summary>
    public void Hurry() => _turnstile.Hurry(_turn);

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
        LongSlice.Take();
        _time = ThreadTime.OfThisThread();
        using (_work)
        using (_turn)
        {
            foreach (var task in _work.GetConsumingEnumerable()) WorkInTurn(task);
        }
    }

    private void WorkInTurn(Task task)
    {
        _turnstile.Enter(_turn);
        try
        {
            TryExecuteTask(task);
        }
        finally
        {
            _turnstile.Leave(_turn);
        }
    }
}
