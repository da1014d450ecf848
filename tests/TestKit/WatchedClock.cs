using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace RealtimeHub.TestKit;

/// <summary>A clock that stands still and tells when somebody starts to wait on it, so that a test knows when to move it.</summary>
public sealed class WatchedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>How long the next one waits, as soon as it does.</summary>
    public async Task<TimeSpan> NextWaitAsync() => await _waits.Reader.ReadAsync(Patience.Token);

    /// <summary>Lets the next wait pass, and says how long it was.</summary>
    public async Task<TimeSpan> PassNextWaitAsync()
    {
        var wait = await NextWaitAsync();
        Advance(wait);
        return wait;
    }
}
