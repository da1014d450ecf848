namespace RealtimeHub.TestKit.Redis;

/// <summary>
/// Stands between a node and Redis, and swallows what Redis pushes: all of it, or what a test names. Commands and their answers pass, so the node has no way to see it but to
/// miss what does not come.
/// </summary>
public sealed class PushSwallower : IAsyncDisposable
{
    private readonly TcpProxy _proxy;
    private readonly Pulse _swallowing = new();
    private volatile Func<RedisPush, bool> _isSwallowed = _ => false;
    private long _swallowed;

    public PushSwallower(int redisPort) => _proxy = new TcpProxy(redisPort, () => new PushFilter(Swallows));

    public string Address => $"127.0.0.1:{_proxy.Port}";

    public int Port => _proxy.Port;

    /// <summary>How many pushes it has swallowed.</summary>
    public long Swallowed => Interlocked.Read(ref _swallowed);

    public void SwallowAll() => _isSwallowed = _ => true;

    /// <param name="which">Called for each push; several connections may call it at once.</param>
    public void Swallow(Func<RedisPush, bool> which) => _isSwallowed = which;

    public void SwallowNothing() => _isSwallowed = _ => false;

    /// <summary>Waits until so many pushes have been swallowed in all.</summary>
    public Task HasSwallowedAsync(long count) => _swallowing.UntilAsync(() => Swallowed >= count, Patience.Token);

    /// <summary>The node takes nothing more of what Redis sends: that fills the buffers on the way, and then Redis' own.</summary>
    public void Stall() => _proxy.StopReading();

    public void GoOn() => _proxy.GoOnReading();

    /// <inheritdoc cref="TcpProxy.BytesPerSecond"/>
    public void SlowDown(int bytesPerSecond) => _proxy.BytesPerSecond = bytesPerSecond;

    /// <summary>Cuts all connections of the node with a reset.</summary>
    public void Cut() => _proxy.DropAll();

    /// <summary>Passes everything on again, at once.</summary>
    public void Heal()
    {
        SwallowNothing();
        SlowDown(0);
        GoOn();
    }

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    private bool Swallows(RedisPush push)
    {
        if (!_isSwallowed(push)) return false;
        Interlocked.Increment(ref _swallowed);
        _swallowing.Beat();
        return true;
    }
}
