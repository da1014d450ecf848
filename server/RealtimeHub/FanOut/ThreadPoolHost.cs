using System.Threading.Channels;

namespace RealtimeHub.FanOut;

/// <summary>A shard on the thread pool, where there are no event loops.</summary>
internal sealed class ThreadPoolHost : IShardHost
{
    private readonly Shard _shard;

    // One notice is as good as many.
    private readonly Channel<bool> _notices = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ThreadPoolHost(Shard shard)
    {
        _shard = shard;
        shard.RunOn(this);
    }

    public bool IsCurrent => false;

    public void Wake() => _notices.Writer.TryWrite(true);

    /// <summary>Lets the loop end when it has looked at everything.</summary>
    public void Complete() => _notices.Writer.TryComplete();

    public async Task RunAsync()
    {
        using var schedule = _shard.Schedule;

        // What was posted before there was anybody to be woken.
        await RunTurnsAsync();
        while (await _notices.Reader.WaitToReadAsync())
        {
            _notices.Reader.TryRead(out _);
            await RunTurnsAsync();
        }

        // What was posted when the last notice was taken already.
        await RunTurnsAsync();
    }

    private async Task RunTurnsAsync()
    {
        while (_shard.HasWork)
        {
            _shard.RunTurn();

            // Let others of the thread pool run: over SignalR's own transport the sockets are emptied there.
            await Task.Yield();
        }
    }
}
