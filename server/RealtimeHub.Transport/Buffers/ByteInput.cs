using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace RealtimeHub.Transport.Buffers;

/// <summary>
/// What has come from a client and was not read yet, as a pipe reader. There is one array while there is something in it, and none while the
/// client is silent. Guarded by itself: the loop appends, the reader may run on any thread.
/// </summary>
internal sealed class ByteInput : PipeReader, IValueTaskSource<ReadResult>
{
    private const int SmallestArray = 256;

    private readonly int _limit;
    private readonly Action _wantsMore;

    // The unread bytes are [_start, _end) of the array; the reader has looked at them up to _examined.
    private byte[]? _array;
    private int _start;
    private int _end;
    private int _examined;

    // What the reader holds between a read and its AdvanceTo. The array is another one when it had to grow meanwhile.
    private byte[]? _held;
    private int _heldStart;
    private bool _isHeld;

    private ManualResetValueTaskSourceCore<ReadResult> _waiting;
    private CancellationTokenRegistration _cancellation;
    private bool _isWaiting;
    private bool _isCanceled;
    private bool _isEnded;
    private bool _isCompleted;
    private bool _hasHeir;

    /// <param name="limit">With so many bytes that the reader has not looked at, no more is read from the socket.</param>
    /// <param name="wantsMore">Called when it may be read again, on any thread.</param>
    public ByteInput(int limit, Action wantsMore) => (_limit, _wantsMore) = (limit, wantsMore);

    /// <summary>Whether there is room.</summary>
    public bool HasRoom
    {
        get
        {
            lock (this) return _end - _examined < _limit;
        }
    }

    /// <summary>Adds bytes. On the loop; the reader is woken by <see cref="Deliver"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (this)
        {
            if (_isCompleted || bytes.IsEmpty) return;
            MakeRoom(bytes.Length);
            bytes.CopyTo(_array.AsSpan(_end));
            _end += bytes.Length;
        }
    }

    /// <summary>Wakes the reader when there is something for it.</summary>
    /// <param name="inline">Whether it goes on on this thread.</param>
    public void Deliver(bool inline)
    {
        ReadResult result;
        lock (this)
        {
            if (!_isWaiting || !HasNews) return;
            _isWaiting = false;
            result = Hand();
            _waiting.RunContinuationsAsynchronously = !inline;
        }

        _cancellation.Dispose();
        _waiting.SetResult(result);
    }

    /// <summary>Nothing more comes.</summary>
    public void End(bool inline)
    {
        lock (this) _isEnded = true;
        Deliver(inline);
    }

    /// <summary>What nobody has read, for who comes after the reader.</summary>
    public byte[] TakeRest()
    {
        lock (this)
        {
            var rest = _array is null ? [] : _array.AsSpan(_start, _end - _start).ToArray();
            Free();
            return rest;
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (this)
        {
            var has = HasNews;
            result = has ? Hand() : default;
            return has;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (this)
        {
            if (HasNews) return new ValueTask<ReadResult>(Hand());
            if (!cancellationToken.CanBeCanceled) return Wait();
        }

        return ReadCancelableAsync(cancellationToken);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        bool hadRoom;
        lock (this)
        {
            if (!_isHeld) return;
            hadRoom = HasRoom;
            _isHeld = false;
            if (_held is { } held)
            {
                // Positions count from the start of the array that was handed out.
                _examined = Math.Max(_start, _start + examined.GetInteger() - _heldStart);
                _start += consumed.GetInteger() - _heldStart;
                _held = null;
                if (!ReferenceEquals(held, _array)) ArrayPool<byte>.Shared.Return(held);
            }

            if (_start == _end || _isCompleted) Free();
        }

        if (!hadRoom && HasRoom) _wantsMore();
    }

    public override void CancelPendingRead()
    {
        lock (this) _isCanceled = true;

        // Whoever cancels does not run what waits: it may hold locks.
        Deliver(inline: false);
    }

    public override void Complete(Exception? exception = null)
    {
        lock (this)
        {
            if (_hasHeir) return;
            _isCompleted = true;
            if (!_isHeld) Free();
        }
    }

    /// <summary>From now on what comes is for somebody else, who asks for it with <see cref="TakeRest"/>.</summary>
    public void KeepForHeir()
    {
        lock (this) _hasHeir = true;
    }

    public ReadResult GetResult(short token) => _waiting.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _waiting.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    private bool HasNews => _isCanceled || _isEnded || _end > _examined;

    private ReadResult Hand()
    {
        var isCanceled = _isCanceled;
        (_isCanceled, _isHeld, _held, _heldStart) = (false, true, _array, _start);
        var bytes = _array is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_array, _start, _end - _start);
        return new ReadResult(bytes, isCanceled, _isEnded);
    }

    private ValueTask<ReadResult> Wait()
    {
        if (_isWaiting) throw new InvalidOperationException("A read is under way already.");
        _waiting.Reset();
        _isWaiting = true;
        return new ValueTask<ReadResult>(this, _waiting.Version);
    }

    private ValueTask<ReadResult> ReadCancelableAsync(CancellationToken token)
    {
        // Registered before it waits, and outside of the gate: a token that is canceled by now calls back at once.
        var cancellation = token.UnsafeRegister(static (input, token) => ((ByteInput)input!).Cancel(token), this);
        lock (this)
        {
            if (!HasNews && !token.IsCancellationRequested)
            {
                _cancellation = cancellation;
                return Wait();
            }
        }

        cancellation.Dispose();
        return ReadAsync(token);
    }

    private void Cancel(CancellationToken token)
    {
        lock (this)
        {
            if (!_isWaiting) return;
            _isWaiting = false;
            _waiting.RunContinuationsAsynchronously = true;
        }

        _waiting.SetException(new OperationCanceledException(token));
    }

    private void MakeRoom(int count)
    {
        if (_array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(Math.Max(count, SmallestArray));
            return;
        }

        if (_end + count <= _array.Length) return;
        var unread = _end - _start;

        // What the reader holds must not move: it keeps the old array until it is done with it.
        var target = !_isHeld && unread + count <= _array.Length ? _array : ArrayPool<byte>.Shared.Rent(Math.Max(unread + count, 2 * unread));
        _array.AsSpan(_start, unread).CopyTo(target);
        if (!ReferenceEquals(target, _array) && !ReferenceEquals(_array, _held)) ArrayPool<byte>.Shared.Return(_array);
        (_array, _examined, _start, _end) = (target, _examined - _start, 0, unread);
    }

    private void Free()
    {
        if (_array is { } array) ArrayPool<byte>.Shared.Return(array);
        (_array, _start, _end, _examined) = (null, 0, 0, 0);
    }
}
