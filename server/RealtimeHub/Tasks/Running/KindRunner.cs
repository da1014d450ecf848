using System.Collections.Concurrent;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>Works on the tasks of one kind: claims the next one when a worker is free and what it needs is to be had.</summary>
internal sealed class KindRunner(TaskKind kind, ResourcePool resources, AttemptServices services) : IDisposable
{
    /// <summary>A board that does not answer is asked again then, and one that has missed to tell of a task, too.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _free = new(kind.Options.Workers);
    private readonly SemaphoreSlim _arrived = new(1, 1);

    // Two attempts of one task may meet here: the next one begins while the last one still tells how it has ended.
    private readonly ConcurrentDictionary<(string Id, int Attempt), Attempt> _running = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;
    private volatile bool _handsBack;

    public TaskKind Kind => kind;

    /// <summary>How many are worked on.</summary>
    public int Running => _running.Count;

    /// <summary>Looks for work.</summary>
    public void Wake()
    {
        lock (_arrived)
        {
            if (_arrived.CurrentCount == 0) _arrived.Release();
        }
    }

    /// <summary>Tells the handler of an attempt to stop.</summary>
    public void Cancel(string id, int attempt)
    {
        if (_running.TryGetValue((id, attempt), out var running)) running.Cancel();
    }

    /// <summary>Works until it is told to stop. What runs then goes on.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _arrived.WaitAsync(Interval, stopping);
                await BeginAllAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // All is over.
        }
        finally
        {
            _isStopping = true;
            SetIdle();
        }
    }

    /// <summary>Waits for what runs, and hands back what does not end in time.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        await _idle.Task.WaitAsync(patience, services.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _handsBack = true;
        foreach (var attempt in _running.Values) attempt.HandBack();
        await _idle.Task;
    }

    public void Dispose()
    {
        _free.Dispose();
        _arrived.Dispose();
    }

    /// <summary>Begins what can be begun. Whatever goes wrong, it is tried again: otherwise no task of the kind would ever begin any more.</summary>
    private async Task BeginAllAsync(CancellationToken stopping)
    {
        try
        {
            while (await TryBeginAsync(stopping)) { }
        }
        catch (BoardUnavailableException)
        {
            // Who renews the leases says so.
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            services.Survive(e);
        }
    }

    /// <returns>Whether there may be more.</returns>
    private async Task<bool> TryBeginAsync(CancellationToken stopping)
    {
        await _free.WaitAsync(stopping);
        IDisposable? held = null;
        try
        {
            // The worker may have become free because the node stops.
            stopping.ThrowIfCancellationRequested();
            held = await TakeResourcesAsync(stopping);
            if (held is not null && await services.Board.ClaimAsync(kind.Name) is { } task)
            {
                _ = WorkAsync(task, held);
                return true;
            }
        }
        catch
        {
            PutBack(held);
            throw;
        }

        // Who has looked and found nothing must not wake himself for it: he would look for ever, and hold up all others.
        PutBack(held);
        return false;
    }

    /// <returns>Null when there is nothing to do: what a kind takes, it takes from others.</returns>
    private async Task<IDisposable?> TakeResourcesAsync(CancellationToken stopping) =>
        kind.Options.Resources.Count > 0 && !await services.Board.HasWorkAsync(kind.Name) ? null : await resources.TakeAsync(kind.Options, stopping);

    /// <summary>Whatever happens, the task gets an end, and the worker comes back: both would be missed for ever.</summary>
    private async Task WorkAsync(TaskRecord task, IDisposable held)
    {
        try
        {
            await RunAsync(task);
        }
#pragma warning disable CA1031 // Nobody waits for this; what is not caught here is never heard of.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await services.BreakAsync(kind, task, e);
        }
        finally
        {
            GiveBack(held);
        }
    }

    private async Task RunAsync(TaskRecord task)
    {
        using var attempt = new Attempt(kind, task, services);
        _running[(task.Id, task.Attempt)] = attempt;

        // It was claimed while the others were told.
        if (_handsBack) attempt.HandBack();
        try
        {
            await attempt.RunAsync();
        }
        finally
        {
            _running.TryRemove((task.Id, task.Attempt), out _);
            if (_isStopping) SetIdle();

            // A handler that does not obey holds what it has.
            await attempt.Handler.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whose worker is free again looks for the next task.</summary>
    private void GiveBack(IDisposable? held)
    {
        PutBack(held);
        Wake();
    }

    private void PutBack(IDisposable? held)
    {
        held?.Dispose();
        _free.Release();
    }

    private void SetIdle()
    {
        if (_running.IsEmpty) _idle.TrySetResult();
    }
}
