namespace RealtimeHub.Tasks.Running;

/// <summary>
/// Lets only so many threads compute at once; the others wait, and come in turn. A collection of garbage begins when each thread that computes has come to a safe point, so that many of them on
/// few cores make everybody wait, however nice they are.
/// </summary>
/// <remarks>
/// Whoever neither gives way nor computes is left alone, and the next one comes in beside him: a handler that hangs or waits for another one costs the others a long turn, once. One that computes and tells
/// nothing keeps his place until he is done or told to stop, as a worker of a pool does.
/// </remarks>
internal sealed class Turnstile : IDisposable
{
    /// <summary>Who has worked for so long gives way when he says something. To change over costs some microseconds.</summary>
    public static readonly TimeSpan ShortTurn = TimeSpan.FromMilliseconds(10);

    /// <summary>Who has been inside for so long, and does not compute, does not count any more.</summary>
    public static readonly TimeSpan LongTurn = TimeSpan.FromSeconds(1);

    /// <summary>Who has had less of the processor between two looks, in nanoseconds, does not compute: he only looks now and then whether he may go on.</summary>
    public const long Little = 1_000_000;

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _watch;

    // Guarded by _gate.
    private readonly List<Turn> _inside = [];
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

    /// <summary>Lets somebody in beside the others, now and from now on. If he is inside, he does not count any more.</summary>
    public void Hurry(Turn turn)
    {
        lock (_gate)
        {
            turn.IsInHurry = true;
            if (_waiting.Remove(turn)) turn.IsAdmitted.Release();
            else if (_inside.Remove(turn)) AdmitNext();
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
            foreach (var stuck in _inside.Where(turn => !turn.HasComputed() && _clock.GetElapsedTime(turn.Begun) >= LongTurn).ToList())
            {
                if (_waiting.Count == 0) return;
                _inside.Remove(stuck);
                AdmitNext();
            }
        }
    }

    private void AdmitNext()
    {
        if (_waiting.First?.Value is not { } next) return;
        _waiting.RemoveFirst();
        if (_waiting.Count == 0) _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        next.Begin(_clock.GetTimestamp());
        _inside.Add(next);
        next.IsAdmitted.Release();
    }

    /// <summary>The turns of one thread.</summary>
    /// <param name="spent">How much processor time the thread has had, in nanoseconds; null where that is not known.</param>
    public sealed class Turn(Func<long?>? spent = null) : IDisposable
    {
        private long? _spent;

        /// <summary>Released when it begins.</summary>
        public SemaphoreSlim IsAdmitted { get; } = new(0);

        /// <summary>Whether it waits for nobody.</summary>
        public bool IsInHurry { get; set; }

        /// <summary>When it began, as a timestamp of the clock.</summary>
        public long Begun { get; private set; }

        public void Begin(long now) => (Begun, _spent) = (now, null);

        /// <summary>Whether the thread has had more than a little of the processor since this was asked for the last time in this turn.</summary>
        public bool HasComputed()
        {
            var before = _spent;
            _spent = spent?.Invoke();
            return _spent is { } now && (before is null || now - before >= Little);
        }

        public void Dispose() => IsAdmitted.Dispose();
    }
}
