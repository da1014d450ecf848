using RealtimeHub.Transport.Loops;

namespace RealtimeHub.FanOut;

/// <summary>A shard on the event loop that serves the sockets of its connections: from an event to their sockets no thread changes.</summary>
internal sealed class EventLoopHost : IShardHost, ILoopGuest
{
    private readonly Shard _shard;
    private readonly EventLoop _loop;

    public EventLoopHost(Shard shard, EventLoop loop)
    {
        (_shard, _loop) = (shard, loop);
        shard.RunOn(this);
        loop.Host(this);
    }

    public bool IsCurrent => _loop.IsCurrent;

    public bool HasWork => _shard.HasWork;

    public void Wake() => _loop.Wake();

    public void RunTurn() => _shard.RunTurn();
}
