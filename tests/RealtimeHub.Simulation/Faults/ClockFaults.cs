namespace RealtimeHub.Simulation.Faults;

/// <summary>Some timers of the shards never ring.</summary>
internal sealed class LosesATimer : Seams
{
    public override TimeProvider ShardClock(TimeProvider clock) => new Forgetful(clock, () => OnceIn(5));

    private sealed class Forgetful(TimeProvider inner, Func<bool> forgets) : OtherClock(inner)
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(arg => { if (!forgets()) callback(arg); }, state, dueTime, period);
    }
}

/// <summary>Seconds are shorter for the shards, and deliveries closer together.</summary>
internal sealed class TicksTooOften : Seams
{
    public override TimeProvider ShardClock(TimeProvider clock) => new Fast(clock);

    private sealed class Fast(TimeProvider inner) : OtherClock(inner)
    {
        public override long TimestampFrequency => base.TimestampFrequency * 9 / 10;
    }
}

/// <summary>A clock that is like another one, but for what its heirs change.</summary>
internal abstract class OtherClock(TimeProvider inner) : TimeProvider
{
    public override long TimestampFrequency => inner.TimestampFrequency;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
