using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace RealtimeHub.TestKit;

/// <summary>A clock that stands still and tells when somebody starts to wait on it, or to wait for something else, so that a test knows when to move it.</summary>
public sealed class WatchedClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();
    private readonly Channel<TimeSpan> _changes = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return new Watched(timer, _changes.Writer);
    }

    /// <summary>How long the next one waits, as soon as it does.</summary>
    public async Task<TimeSpan> NextWaitAsync() => await _waits.Reader.ReadAsync(Patience.Token);

    /// <summary>How long the next timer that is changed waits from then on, as soon as it is.</summary>
    public async Task<TimeSpan> NextChangeAsync() => await _changes.Reader.ReadAsync(Patience.Token);

    /// <summary>Lets the next wait pass, and says how long it was.</summary>
    public async Task<TimeSpan> PassNextWaitAsync()
    {
        var wait = await NextWaitAsync();
        Advance(wait);
        return wait;
    }

    private sealed class Watched(ITimer timer, ChannelWriter<TimeSpan> changes) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isChanged = timer.Change(dueTime, period);
            changes.TryWrite(dueTime);
            return isChanged;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
