using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>A start that may have to wait for room.</summary>
/// <remarks>Tried by one at a time.</remarks>
internal sealed class WaitingStart(TaskRecord task, Func<WaitingRoom, ValueTask<StartOutcome>> start, long begun, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<StartOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string? Owner => task.Owner;

    public string? Key => task.Key;

    /// <summary>What became of it.</summary>
    public Task<StartOutcome> Outcome => _outcome.Task;

    public bool IsOver => _outcome.Task.IsCompleted;

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsGivenUp => cancellationToken.IsCancellationRequested;

    /// <summary>Why it waits.</summary>
    public StartOutcome.Full Reason { get; set; } = new(OfOwner: false);

    /// <summary>Looks whether there is room.</summary>
    /// <returns>Whether there was.</returns>
    public async Task<bool> TryAsync(WaitingRoom room)
    {
        try
        {
            var outcome = await start(room);
            if (outcome is not StartOutcome.Full full) return _outcome.TrySetResult(outcome);
            Reason = full;
        }
#pragma warning disable CA1031 // It is thrown where it is waited for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _outcome.TrySetException(e);
        }

        return false;
    }

    /// <summary>There is no room.</summary>
    public void Refuse() => _outcome.TrySetResult(Reason);

    /// <summary>Ends it when it has waited for long enough.</summary>
    public void EndAfter(TimeSpan patience, TimeProvider clock)
    {
        if (IsGivenUp) _outcome.TrySetCanceled(cancellationToken);
        else if (clock.GetElapsedTime(begun) >= patience) Refuse();
    }
}
