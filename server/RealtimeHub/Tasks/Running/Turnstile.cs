namespace RealtimeHub.Tasks.Running;

/// <summary>
/// Lets only so many threads compute at once; the others wait, and come in turn. A collection of garbage begins when each thread that computes has come to a safe point, so that many of them on
/// few cores make everybody wait, however nice they are.
/// </summary>
/// <remarks>
/// It holds nobody up for long: whoever does not give way is left alone with his work, and the next one comes in beside him. So a handler that hangs, waits for another one, or tells no progress costs the
/// others a long turn, once.
/// </remarks>
internal sealed class Turnstile : IDisposable
{
    /// <summary>Who has worked for so long gives way when he says something. To change over costs some microseconds.</summary>
    public static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(10);

    /// <summary>Who has worked for so long does not count any more.</summary>
    public static readonly TimeSpan LongTurn = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _watch;

    // Guarded by _gate.
    private readonly LinkedList<Turn> _inside = new();
    private readonly LinkedList<Turn> _waiting = new();
    private int _width;

    /// <param name="width">How many compute at once.</param>
    /// <param name="clock">The time.</param>
    public Turnstile(int width, TimeProvider clock)
    {
        (_width, _clock) = (width, clock);
        _watch = clock.CreateTimer(_ => PassOver(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for a turn.</summary>
    public void Enter(Turn turn)
    {
        LineUp(turn);
        turn.IsAdmitted.Wait();
    }

    /// <summary>Asks for a turn, which begins when <see cref="Turn.IsAdmitted"/> is released.</summary>
    public void LineUp(Turn turn)
    {
        lock (_gate)
        {
            if (turn.IsInHurry)
            {
                turn.IsAdmitted.Release();
                return;
            }

            _waiting.AddLast(turn);
            if (_inside.Count < _width) AdmitNext();
            else if (_waiting.Count == 1) _watch.Change(LongTurn / 2, LongTurn / 2);
        }
    }

    /// <summary>Ends a turn.</summary>
    public void Leave(Turn turn)
    {
        lock (_gate)
        {
            if (_inside.Remove(turn)) AdmitNext();
        }
    }

    /// <summary>Lets somebody else have a turn when this one has lasted for some time, and waits for the next one.</summary>
    public void GiveWay(Turn turn)
    {
        lock (_gate)
        {
            if (turn.IsInHurry || _waiting.Count == 0 || _clock.GetElapsedTime(turn.Begun) < ShortTurn) return;
        }

        Leave(turn);
        Enter(turn);
    }

    /// <summary>Lets somebody in beside the others, now and from now on.</summary>
    public void Hurry(Turn turn)
    {
        lock (_gate)
        {
            turn.IsInHurry = true;
            if (_waiting.Remove(turn)) turn.IsAdmitted.Release();
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _width = int.MaxValue;
            while (_waiting.Count > 0) AdmitNext();
        }

        _watch.Dispose();
    }

    private void PassOver()
    {
        lock (_gate)
        {
            while (_waiting.Count > 0 && _inside.First is { } longest && _clock.GetElapsedTime(longest.Value.Begun) >= LongTurn)
            {
                _inside.RemoveFirst();
                AdmitNext();
            }
        }
    }

    private void AdmitNext()
    {
        if (_waiting.First?.Value is not { } next) return;
        _waiting.RemoveFirst();
        if (_waiting.Count == 0) _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        next.Begun = _clock.GetTimestamp();
        _inside.AddLast(next);
        next.IsAdmitted.Release();
    }

    /// <summary>The turns of one thread.</summary>
    public sealed class Turn : IDisposable
    {
        /// <summary>Released when it begins.</summary>
        public SemaphoreSlim IsAdmitted { get; } = new(0);

        /// <summary>Whether it waits for nobody.</summary>
        public bool IsInHurry { get; set; }

        /// <summary>When it began, as a timestamp of the clock.</summary>
        public long Begun { get; set; }

        public void Dispose() => IsAdmitted.Dispose();
    }
}
