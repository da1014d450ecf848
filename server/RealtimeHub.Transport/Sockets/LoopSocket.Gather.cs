using System.Buffers;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Sockets;

/// <summary>Gathering: what is pushed in quick succession goes out with one call.</summary>
internal sealed partial class LoopSocket : IGathering
{
    /// <summary>More is not kept back.</summary>
    private const int MostGathered = 65_536;

    // What waits for the next round. Guarded by the gate.
    private byte[]? _gathered;
    private int _gatheredCount;
    private long _lastPush;

    /// <summary>
    /// Sends at once what comes after a pause, and together what comes right after it. The pieces may be used again when it is not pending.
    /// May be called on any thread.
    /// </summary>
    /// <param name="head">The first piece; may be empty.</param>
    /// <param name="body">The second one; it must not change while the send is pending.</param>
    /// <param name="waiter">Told when a pending send is over.</param>
    /// <param name="rented">An array of the shared pool that belongs to the body, and is given back when a pending send is over.</param>
    /// <param name="longestDelay">How long bytes may be kept back.</param>
    /// <param name="lastHeard">When the client has sent something: what may be an answer is not kept back.</param>
    public SendResult Push(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, ISendWaiter? waiter, byte[]? rented, TimeSpan longestDelay, long lastHeard)
    {
        var isFirst = false;
        lock (this)
        {
            if (!MayGather(head.Length + body.Length, longestDelay, lastHeard)) return Send(head, body, waiter, rented);
            if (_gathered is null) isFirst = Loop.Rounds.Add(this, longestDelay);
            Gather(head);
            Gather(body.Span);
        }

        if (isFirst) Loop.Wake();
        return SendResult.Done;
    }

    public void SendGathered()
    {
        bool isBroken;
        lock (this) isBroken = !_isClosed && !TrySendGathered();
        if (isBroken) Close();
    }

    private bool MayGather(int count, TimeSpan longestDelay, long lastHeard)
    {
        var (last, now) = (_lastPush, Loop.Clock.GetTimestamp());
        _lastPush = now;
        if (_isClosed || _isSealed || _unsent is not null || lastHeard >= last || _gatheredCount + count > MostGathered) return false;
        return _gathered is not null || Loop.Clock.GetElapsedTime(last, now) < longestDelay;
    }

    private void Gather(ReadOnlySpan<byte> piece)
    {
        _gathered ??= ArrayPool<byte>.Shared.Rent(1_024);
        if (_gathered.Length - _gatheredCount < piece.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _gathered.Length, _gatheredCount + piece.Length));
            _gathered.AsSpan(0, _gatheredCount).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_gathered);
            _gathered = larger;
        }

        piece.CopyTo(_gathered.AsSpan(_gatheredCount));
        _gatheredCount += piece.Length;
    }

    /// <summary>Under the gate, before whatever else is sent.</summary>
    /// <returns>False when the connection is broken.</returns>
    private bool TrySendGathered()
    {
        if (_gathered is not { } bytes) return true;
        var count = _gatheredCount;
        (_gathered, _gatheredCount) = (null, 0);
        var sent = _unsent is null ? TrySend([], bytes.AsSpan(0, count)) : 0;
        if (sent >= 0 && sent < count) Keep([], bytes.AsMemory(0, count), sent, waiter: null, bytes);
        else ArrayPool<byte>.Shared.Return(bytes);
        return sent >= 0;
    }

    private void DropGathered()
    {
        if (_gathered is { } bytes) ArrayPool<byte>.Shared.Return(bytes);
        (_gathered, _gatheredCount) = (null, 0);
    }
}
