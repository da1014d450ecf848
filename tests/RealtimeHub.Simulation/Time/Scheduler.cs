namespace RealtimeHub.Simulation.Time;

/// <summary>Runs one thing at a time, in an order that the seed decides, and moves the clock when nothing is due.</summary>
internal sealed class Scheduler
{
    /// <summary>What one step takes at most.</summary>
    private const int MaxStepTicks = 200;

    private readonly PriorityQueue<(string Name, Action Run), (long At, int Tie)> _waiting = new();
    private readonly Random _random;
    private readonly Trace _trace;

    public Scheduler(Random random, Trace trace)
    {
        (_random, _trace) = (random, trace);
        Clock = new VirtualClock(this);
    }

    public VirtualClock Clock { get; }

    /// <summary>How many steps have been run.</summary>
    public int Steps { get; private set; }

    /// <summary>Any time up to this one.</summary>
    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromTicks(_random.NextInt64(most.Ticks + 1));

    public void After(TimeSpan delay, string name, Action run) =>
        _waiting.Enqueue((name, run), (Clock.Now + Math.Max(0, delay.Ticks), _random.Next()));

    public void Every(TimeSpan interval, string name, Action run) => After(interval, name, () =>
    {
        Every(interval, name, run);
        run();
    });

    /// <summary>Runs the next thing.</summary>
    /// <param name="until">Where the clock stops.</param>
    /// <param name="runShard">Runs one item of any shard; false when none waits.</param>
    /// <returns>False when nothing is left to do until then.</returns>
    public bool Step(TimeSpan until, Func<bool> runShard)
    {
        Steps++;
        Clock.MoveTo(Clock.Now + _random.Next(MaxStepTicks));
        var isDue = IsDue();
        if (isDue && _random.Next(3) == 0) return RunDue();
        if (runShard()) return true;
        if (isDue) return RunDue();
        if (!_waiting.TryPeek(out _, out var next) || next.At > until.Ticks)
        {
            Clock.MoveTo(until.Ticks);
            return false;
        }

        Clock.MoveTo(next.At);
        return RunDue();
    }

    private bool IsDue() => _waiting.TryPeek(out _, out var first) && first.At <= Clock.Now;

    private bool RunDue()
    {
        var (name, run) = _waiting.Dequeue();
        _trace.Add(name);
        run();
        return true;
    }
}
