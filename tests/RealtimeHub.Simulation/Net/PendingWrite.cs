using System.Threading.Tasks.Sources;

namespace RealtimeHub.Simulation.Net;

/// <summary>A write that finishes when the network says so; what waits for it runs at that moment, within the same step.</summary>
internal sealed class PendingWrite : IValueTaskSource
{
    private (Action<object?> Run, object? State)? _continuation;
    private Exception? _error;

    public bool IsFinished { get; private set; }

    public ValueTask Task => new(this, token: 0);

    public void Finish(Exception? error)
    {
        if (IsFinished) return;
        (IsFinished, _error) = (true, error);
        _continuation?.Run(_continuation.Value.State);
    }

    public void GetResult(short token)
    {
        if (_error is not null) throw _error;
    }

    public ValueTaskSourceStatus GetStatus(short token) =>
        !IsFinished ? ValueTaskSourceStatus.Pending : _error is null ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Faulted;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _continuation = (continuation, state);
}
