namespace RealtimeHub.Tasks.Running;

/// <summary>
/// What a handler says of its progress: the last word counts, and is told once in an interval at most. A handler that reports in a tight loop floods nobody.
/// </summary>
/// <param name="tell">Tells it.</param>
/// <param name="interval">How far two of them are apart at least.</param>
/// <param name="clock">The time.</param>
/// <param name="handOver">Does something small for the thread of the handler, where that must not do it itself.</param>
internal sealed class ProgressNotes(Func<double?, string?, Task> tell, TimeSpan interval, TimeProvider clock, Action<Action> handOver) : IDisposable
{
    private const int MaxMessage = 255;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _isSaid = new(0, 1);

    // Guarded by _gate.
    private double? _percent;
    private string? _message;
    private bool _isNew;
    private bool _isOver;

    /// <summary>Takes what the handler says.</summary>
    public void Say(double? percent, string? message)
    {
        lock (_gate)
        {
            _percent = percent ?? _percent;
            _message = message is { Length: > MaxMessage } ? message[..MaxMessage] : message ?? _message;
            if (_isNew || _isOver) return;
            _isNew = true;
        }

        handOver(Tell);
    }

    /// <summary>Tells what is said until the attempt is over. What was said last may be left untold then.</summary>
    public async Task RunAsync(CancellationToken isOver)
    {
        try
        {
            while (true)
            {
                await _isSaid.WaitAsync(isOver);
                if (TakeUntold() is var (percent, message)) await tell(percent, message);
                await Task.Delay(interval, clock, isOver);
            }
        }
        catch (OperationCanceledException) when (isOver.IsCancellationRequested)
        {
            // What comes next is the end of the attempt.
        }
    }

    /// <summary>Takes what was said last. Nobody hears what is said from now on: a handler that does not obey may go on talking.</summary>
    /// <returns>Null when it has been told.</returns>
    public (double? Percent, string? Message)? TakeLast()
    {
        lock (_gate) _isOver = true;
        return TakeUntold();
    }

    public void Dispose() => _isSaid.Dispose();

    private void Tell()
    {
        lock (_gate)
        {
            if (!_isOver) _isSaid.Release();
        }
    }

    private (double? Percent, string? Message)? TakeUntold()
    {
        lock (_gate)
        {
            if (!_isNew) return null;
            _isNew = false;
            return (_percent, _message);
        }
    }
}
