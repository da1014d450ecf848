using System.Runtime.InteropServices;
using RealtimeHub.Transport.Native;

namespace RealtimeHub.Transport.Sockets;

/// <summary>Writing: at once, on the thread of who writes; what the socket does not take follows on the loop.</summary>
internal sealed partial class LoopSocket
{
    /// <summary>Whether something waits to be sent.</summary>
    public bool HasUnsent
    {
        get
        {
            lock (this) return _unsent is not null;
        }
    }

    /// <summary>Sends two pieces with one call, without copying them. May be called on any thread.</summary>
    /// <param name="head">The first piece; may be empty.</param>
    /// <param name="body">The second one; it must not change until it was sent.</param>
    /// <param name="waiter">Told when a pending send is over.</param>
    /// <param name="rented">An array of the shared pool that belongs to the body, and is given back when a pending send is over.</param>
    public SendResult Send(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, ISendWaiter? waiter, byte[]? rented = null) =>
        Send(head, body, waiter, rented, isLast: false);

    /// <summary>Sends the last bytes that the client gets: whatever comes after them finds the socket closed.</summary>
    public SendResult SendLast(ReadOnlyMemory<byte> bytes, ISendWaiter? waiter) => Send([], bytes, waiter, rented: null, isLast: true);

    private SendResult Send(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, ISendWaiter? waiter, byte[]? rented, bool isLast)
    {
        lock (this)
        {
            if (_isClosed || _isSealed) return SendResult.Closed;
            _isSealed = isLast;
            var sent = !TrySendGathered() ? -1 : _unsent is null ? TrySend(head, body.Span) : 0;
            if (sent == head.Length + body.Length) return SendResult.Done;
            if (sent >= 0)
            {
                Keep(head, body, sent, waiter, rented);
                return SendResult.Pending;
            }
        }

        Close();
        return SendResult.Closed;
    }

    private void Keep(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, int sent, ISendWaiter? waiter, byte[]? rented)
    {
        _unsent ??= new SendQueue();
        if (sent < head.Length) _unsent.Add(head[sent..].ToArray(), waiter: null, rented: null);
        _unsent.Add(body[Math.Max(0, sent - head.Length)..], waiter, rented);
    }

    /// <summary>The socket takes more.</summary>
    private void SendOn()
    {
        while (TrySendNext(out var waiter)) waiter?.Finished(taken: true);
    }

    /// <returns>False when nothing more can be sent now.</returns>
    private bool TrySendNext(out ISendWaiter? waiter)
    {
        waiter = null;
        lock (this)
        {
            if (_unsent is null) return false;
            var sent = TrySend([], _unsent.Next);
            if (sent == 0) return false;
            if (sent > 0)
            {
                waiter = _unsent.Sent(sent);
                if (_unsent.IsEmpty) _unsent = null;
                return true;
            }
        }

        Close();
        return false;
    }

    /// <returns>How many bytes the kernel took, 0 when it has no room; negative when the connection is broken.</returns>
    private unsafe int TrySend(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        fixed (byte* first = &MemoryMarshal.GetReference(head), second = &MemoryMarshal.GetReference(body))
        {
            while (true)
            {
                var sent = head.Length == 0
                    ? Libc.Send(_file, second, (nuint)body.Length, LinuxNumbers.NoSignal)
                    : SendBoth(first, head.Length, second, body.Length);
                if (sent >= 0) return (int)sent;
                if (Libc.LastError == LinuxNumbers.Again) return 0;
                if (Libc.LastError != LinuxNumbers.Interrupted) return -1;
            }
        }
    }

    private unsafe nint SendBoth(byte* head, int headLength, byte* body, int bodyLength)
    {
        var parts = stackalloc MessagePart[2];
        parts[0] = new MessagePart { First = head, Length = (nuint)headLength };
        parts[1] = new MessagePart { First = body, Length = (nuint)bodyLength };
        var message = new MessageHeader { Parts = parts, PartCount = 2 };
        return Libc.SendMessage(_file, &message, LinuxNumbers.NoSignal);
    }
}
