namespace RealtimeHub.Tasks.Running;

/// <summary>
/// What a handler says of its progress: the last word counts, and is told once in an interval at most. A handler that reports in a tight loop floods nobody.
/// </summary>
/// <param name="tell">Tells it.</param>
/// <param name="interval">How far two of them are apart at least.</param>
/// <param name="clock">The time.</param>
internal sealed class ProgressNotes(Func<double?, string?, Task> tell, TimeSpan interval, TimeProvider clock) : IDisposable
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
            _isSaid.Release();
        }
    }

    /// <summary>Tells what is said until the attempt is over. What was said last and not told is told in the end, or not at all when that is the end's own word.</summary>
    public async Task RunAsync(CancellationToken isOver)
    {
        try
        {
            while (true)
            {
                await _isSaid.WaitAsync(isOver);
                var (percent, message) = Take();
                await tell(percent, message);
                await Task.Delay(interval, clock, isOver);
            }
        }
        catch (OperationCanceledException) when (isOver.IsCancellationRequested)
        {
            // What comes next is the end of the attempt.
        }
    }

    /// <summary>Nobody hears what is said from now on: a handler that does not obey may go on talking.</summary>
    public void Dispose()
    {
        lock (_gate) _isOver = true;
        _isSaid.Dispose();
    }

    /// <summary>The last word.</summary>
    public (double? Percent, string? Message) Take()
    {
        lock (_gate)
        {
            _isNew = false;
            return (_percent, _message);
        }
    }
}
