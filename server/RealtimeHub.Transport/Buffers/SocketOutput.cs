using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using RealtimeHub.Transport.Sockets;

namespace RealtimeHub.Transport.Buffers;

/// <summary>
/// The way to a client as a pipe writer: each flush is one send, made at once on the thread of the writer. A flush is pending for as long as
/// the socket has not taken all of it.
/// </summary>
internal class SocketOutput : PipeWriter, IValueTaskSource<FlushResult>, ISendWaiter
{
    private const int SmallestArray = 512;

    private readonly LoopSocket _socket;

    // What is written and not flushed lies behind the room for a head. Touched by the writer.
    private byte[]? _array;
    private int _count;

    // Guarded by the gate.
    private ManualResetValueTaskSourceCore<FlushResult> _waiting = new() { RunContinuationsAsynchronously = true };
    private long _flushes;
    private bool _isWaiting;
    private bool _isCanceled;
    private int _forgotten;
    private bool _isCompleted;
    private FlushCancellation? _cancellation;

    public SocketOutput(LoopSocket socket) => _socket = socket;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _count;

    /// <summary>The number of the flush that is pending; null when none is. May be asked on any thread.</summary>
    public long? PendingFlush
    {
        get
        {
            lock (this) return _isWaiting ? _flushes : null;
        }
    }

    /// <summary>Where a head of up to <see cref="HeadRoom"/> bytes goes in front of what is flushed.</summary>
    protected virtual int HeadRoom => 0;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _array.AsMemory(HeadRoom + _count);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _array.AsSpan(HeadRoom + _count);
    }

    public override void Advance(int bytes)
    {
        if (bytes < 0 || (_array?.Length ?? HeadRoom) - HeadRoom - _count < bytes) throw new ArgumentOutOfRangeException(nameof(bytes));
        _count += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        if (_count == 0) return new ValueTask<FlushResult>(TakeResult(_socket.IsClosed));
        var (array, count) = (_array!, _count);
        (_array, _count) = (null, 0);
        var head = WriteHead(array.AsSpan(0, HeadRoom), count);
        var flushed = Send([], array.AsMemory(HeadRoom - head, head + count), array, cancellationToken, out var result);
        if (result != SendResult.Pending) ArrayPool<byte>.Shared.Return(array);
        HandedOver();
        return flushed;
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);

        // Whoever cancels may use his memory again, and it is sent all the same: so it is copied.
        if (_count > 0 || (cancellationToken.CanBeCanceled && !source.IsEmpty))
        {
            source.Span.CopyTo(GetSpan(source.Length));
            Advance(source.Length);
            return FlushAsync(cancellationToken);
        }

        if (source.IsEmpty) return FlushAsync(cancellationToken);
        Span<byte> room = stackalloc byte[HeadRoom];
        var head = WriteHead(room, source.Length);
        return Send(room[(HeadRoom - head)..], source, rented: null, CancellationToken.None, out _);
    }

    public override void CancelPendingFlush()
    {
        lock (this)
        {
            if (!TryForget())
            {
                _isCanceled = true;
                return;
            }
        }

        _waiting.SetResult(new FlushResult(isCanceled: true, isCompleted: false));
    }

    public override void Complete(Exception? exception = null)
    {
        _isCompleted = true;
        if (_array is { } array) ArrayPool<byte>.Shared.Return(array);
        (_array, _count) = (null, 0);
    }

    public void Finished(bool taken)
    {
        lock (this)
        {
            if (_forgotten > 0)
            {
                _forgotten--;
                return;
            }

            _isWaiting = false;
            DropCancellation();
        }

        _waiting.SetResult(new FlushResult(isCanceled: false, isCompleted: !taken));
    }

    /// <summary>The token of a pending flush says that nobody waits for it any more.</summary>
    internal void Cancel(FlushCancellation cancellation, CancellationToken token)
    {
        lock (this)
        {
            // It may come late, when another flush is under way.
            if (_cancellation != cancellation || !TryForget()) return;
        }

        _waiting.SetException(new OperationCanceledException(token));
    }

    public FlushResult GetResult(short token) => _waiting.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _waiting.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    /// <summary>Writes what goes in front, at the end of the room.</summary>
    /// <returns>How long it is.</returns>
    protected virtual int WriteHead(Span<byte> room, int payload) => 0;

    /// <summary>Gives bytes to the socket, under the gate.</summary>
    protected virtual SendResult Transmit(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, byte[]? rented) => _socket.Send(head, body, this, rented);

    /// <summary>Called after each flush: the socket has it, or will never take it.</summary>
    protected virtual void HandedOver()
    {
    }

    private ValueTask<FlushResult> Send(
        ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, byte[]? rented, CancellationToken cancellationToken, out SendResult result)
    {
        lock (this)
        {
            if (_isWaiting) throw new InvalidOperationException("A flush is under way already.");
            _waiting.Reset();

            // The socket may finish the send before it is back here: it waits for the gate.
            result = _isCompleted ? SendResult.Closed : Transmit(head, body, rented);
            if (result == SendResult.Pending)
            {
                _isWaiting = true;
                _flushes++;
                if (cancellationToken.CanBeCanceled) WatchFor(cancellationToken);
                return new ValueTask<FlushResult>(this, _waiting.Version);
            }
        }

        return new ValueTask<FlushResult>(TakeResult(result == SendResult.Closed));
    }

    /// <summary>Under the gate. The bytes of a pending flush are still sent, but nobody waits for them any more.</summary>
    private bool TryForget()
    {
        if (!_isWaiting) return false;
        _isWaiting = false;
        _forgotten++;
        DropCancellation();
        return true;
    }

    private void WatchFor(CancellationToken token)
    {
        // Known before it is asked: a token may be canceled at that very moment.
        var cancellation = new FlushCancellation(this);
        _cancellation = cancellation;
        cancellation.Begin(token);
    }

    private void DropCancellation()
    {
        _cancellation?.Drop();
        _cancellation = null;
    }

    private FlushResult TakeResult(bool isClosed)
    {
        lock (this)
        {
            var isCanceled = _isCanceled;
            _isCanceled = false;
            return new FlushResult(isCanceled, isClosed);
        }
    }

    private void MakeRoom(int sizeHint)
    {
        var needed = HeadRoom + _count + Math.Max(sizeHint, 1);
        if (_array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(needed, SmallestArray));
        }
        else if (_array.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _array.Length));
            _array.AsSpan(0, HeadRoom + _count).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }
    }
}
