using RealtimeHub.Configuration;
using RealtimeHub.Tasks.Board;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// Where starts of one kind wait on this node until there is room: as many as may, in their order. Whoever comes later stands behind them, and only the first one looks for room. One that waits because its
/// owner has too many tasks holds up nobody but that owner.
/// </summary>
/// <param name="options">How much room there is, and how long it is waited for.</param>
/// <param name="clock">The time.</param>
/// <param name="closing">Cancelled when nobody is let in any more.</param>
internal sealed class Anteroom(TaskKindOptions options, TimeProvider clock, CancellationToken closing)
{
    /// <summary>How often it is looked for room.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>With that is started only what takes the place of something that waits, and what was started before is found.</summary>
    private static readonly WaitingRoom NoRoom = new(0, 0);

    private readonly WaitingRoom _room = new(options.Capacity, options.CapacityPerUser);
    private readonly Lock _gate = new();

    // In their order. Guarded by _gate.
    private readonly List<WaitingStart> _waiting = [];
    private bool _isLooking;

    /// <summary>Starts a task as soon as there is room and nobody is before it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="how">How it is started.</param>
    /// <param name="start">Starts it when there is room.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it: <see cref="StartOutcome.Full"/> when it has waited as long as it may, does not wait, as many wait as may, of all or of its owner, or nobody is let in any more.</returns>
    public async Task<StartOutcome> EnterAsync(TaskRecord task, TaskStartOptions how, Func<WaitingRoom, ValueTask<StartOutcome>> start, CancellationToken cancellationToken)
    {
        var comes = new WaitingStart(task, start, clock.GetTimestamp(), cancellationToken);
        if (WhyToWait(task) is not { } reason)
        {
            await comes.TryAsync(_room);
        }
        else
        {
            // One that was made before needs no room, nor does the latest that takes the place of one that waits. The others would take what those before them wait for.
            if (how.Latest ? !StandsBehindItsKey(task) : task.IdempotencyKey is not null) await comes.TryAsync(NoRoom);
            comes.Reason = reason;
        }

        if (!comes.IsOver && !(how.WaitsForRoom && TryAdd(comes))) comes.Refuse();
        return await comes.Outcome;
    }

    /// <summary>Why a start has to stand behind others; null when it may look for itself.</summary>
    private StartOutcome.Full? WhyToWait(TaskRecord task)
    {
        lock (_gate) return _waiting.Find(other => !other.Reason.OfOwner || other.Owner == task.Owner)?.Reason;
    }

    /// <summary>Whether a start with its key waits already: that one must not run after it, nor take its place.</summary>
    private bool StandsBehindItsKey(TaskRecord task)
    {
        lock (_gate) return task.Key is { } key && _waiting.Exists(other => other.Key == key && other.Owner == task.Owner);
    }

    private bool TryAdd(WaitingStart start)
    {
        lock (_gate)
        {
            if (options.WaitForRoom == TimeSpan.Zero || !HasPlaceFor(start.Owner)) return false;
            _waiting.Add(start);
            if (_isLooking) return true;
            _isLooking = true;
        }

        _ = LookAsync();
        return true;
    }

    /// <summary>No owner takes all the places: those who wait because of themselves would keep others from waiting for what is full for a moment.</summary>
    private bool HasPlaceFor(string? owner) =>
        _waiting.Count < options.MaxWaitingForRoom && (owner is null || _waiting.Count(other => other.Owner == owner) < Math.Max(1, options.MaxWaitingForRoom / 4));

    private async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(Look, clock);
            List<WaitingStart> all;
            lock (_gate) all = [.. _waiting];
            await TryInTurnAsync(all);
            lock (_gate)
            {
                _waiting.RemoveAll(start => start.IsOver);
                _isLooking = _waiting.Count > 0;
                if (!_isLooking) return;
            }
        }
    }

    /// <summary>The first one looks for room; where it finds some, the next one does.</summary>
    private async Task TryInTurnAsync(List<WaitingStart> all)
    {
        var isFull = false;
        var fullOwners = new HashSet<string?>();
        foreach (var start in all)
        {
            if (!isFull && !closing.IsCancellationRequested && !start.IsGivenUp && !fullOwners.Contains(start.Owner))
            {
                if (await start.TryAsync(_room)) continue;
                if (!start.IsOver && start.Reason.OfOwner) fullOwners.Add(start.Owner);

                // Also when the board does not answer: it would let those behind wait for that once more, one after the other.
                else isFull = true;
            }

            start.EndAfter(closing.IsCancellationRequested ? TimeSpan.Zero : options.WaitForRoom, clock);
        }
    }
}
