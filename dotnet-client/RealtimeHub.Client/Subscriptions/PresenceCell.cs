using System.Runtime.CompilerServices;

namespace RealtimeHub.Client.Subscriptions;

/// <summary>Holds who follows a topic at the moment, for those who want to know when that changes. Nothing is queued: a loop that is slow sees the newest.</summary>
internal sealed class PresenceCell
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private TaskCompletionSource _changed = NewChange();
    private Presence? _now;
    private Exception? _error;
    private bool _ended;

    public void Set(Presence now)
    {
        lock (_gate)
        {
            _now = now;
            Changed();
        }
    }

    public void End(Exception? error)
    {
        lock (_gate)
        {
            if (_ended) return;
            (_ended, _error) = (true, error);
            Changed();
        }
    }

    public async IAsyncEnumerable<Presence> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Presence? last = null;
        while (true)
        {
            var (now, ended, error, changed) = Look();
            if (ended && error is not null)
            {
                throw error;
            }

            if (ended)
            {
                yield break;
            }

            if (now is not null && !ReferenceEquals(now, last))
            {
                yield return last = now;
                continue;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private (Presence? Now, bool Ended, Exception? Error, Task Changed) Look()
    {
        lock (_gate)
        {
            return (_now, _ended, _error, _changed.Task);
        }
    }

    private void Changed()
    {
        _changed.SetResult();
        _changed = NewChange();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
