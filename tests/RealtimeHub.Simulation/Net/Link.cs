using RealtimeHub.Simulation.Time;

namespace RealtimeHub.Simulation.Net;

/// <summary>
/// The way from the server to one client: a buffer that drains as fast as the client reads, and a wire that takes time. It
/// never reorders; when it is cut, what is on its way is lost.
/// </summary>
internal sealed class Link
{
    private readonly Scheduler _scheduler;
    private readonly Action _drained;
    private readonly Action<Frame> _arrived;
    private readonly Queue<Frame> _buffer = new();
    private readonly Queue<Frame> _onItsWay = new();
    private readonly TimeSpan _latency;
    private long _lastArrival;
    private long? _bytesPerSecond;
    private bool _isStuck;
    private bool _isCut;
    private bool _isDraining;
    private int _generation;

    /// <param name="scheduler">Who runs it.</param>
    /// <param name="latency">What the wire takes at most.</param>
    /// <param name="drained">Called when the buffer has become smaller.</param>
    /// <param name="arrived">Called with each frame at its end.</param>
    public Link(Scheduler scheduler, TimeSpan latency, Action drained, Action<Frame> arrived) =>
        (_scheduler, _latency, _drained, _arrived) = (scheduler, latency, drained, arrived);

    /// <summary>How many bytes the client has not read yet.</summary>
    public int Buffered { get; private set; }

    public bool IsHealthy => !_isStuck && _bytesPerSecond is null;

    public void Send(Frame frame)
    {
        if (_isCut) return;
        _buffer.Enqueue(frame);
        Buffered += frame.Bytes;
        Drain();
    }

    /// <summary>From now on the client takes nothing.</summary>
    public void Stick() => Change(isStuck: true, null);

    /// <summary>From now on the client reads so fast.</summary>
    public void Slow(long bytesPerSecond) => Change(isStuck: false, bytesPerSecond);

    public void Heal() => Change(isStuck: false, null);

    public void Cut()
    {
        _isCut = true;
        _buffer.Clear();
        _onItsWay.Clear();
        Buffered = 0;
    }

    private void Change(bool isStuck, long? bytesPerSecond)
    {
        (_isStuck, _bytesPerSecond, _isDraining) = (isStuck, bytesPerSecond, false);
        _generation++;
        Drain();
    }

    private void Drain()
    {
        if (_isDraining || _isStuck || _buffer.Count == 0) return;
        _isDraining = true;
        var generation = _generation;
        var time = _bytesPerSecond is { } speed ? TimeSpan.FromSeconds(_buffer.Peek().Bytes / (double)speed) : _scheduler.UpTo(TimeSpan.FromMilliseconds(1));
        _scheduler.After(time, "drained", () =>
        {
            if (_isCut || generation != _generation) return;
            _isDraining = false;
            Take();
            Drain();
        });
    }

    private void Take()
    {
        var frame = _buffer.Dequeue();
        Buffered -= frame.Bytes;
        _onItsWay.Enqueue(frame);
        _lastArrival = Math.Max(_lastArrival, _scheduler.Clock.Now + _scheduler.UpTo(_latency).Ticks);
        _scheduler.After(TimeSpan.FromTicks(_lastArrival - _scheduler.Clock.Now), "arrives", () =>
        {
            if (!_isCut) _arrived(_onItsWay.Dequeue());
        });
        _drained();
    }
}
