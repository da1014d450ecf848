using System.Buffers;

namespace RealtimeHub.Transport.Sockets;

/// <summary>
/// What a socket did not take yet, in order. It holds references, not copies: the bytes of a slice are shared by all who wait for it.
/// Guarded by the gate of its socket.
/// </summary>
/// <remarks>Bounded by its users: a connection has at most one write of the hub, one of a direct writer, a pong and a close frame in it.</remarks>
internal sealed class SendQueue
{
    private readonly Queue<Item> _items = new(1);
    private int _sentOfFirst;

    public bool IsEmpty => _items.Count == 0;

    /// <summary>The bytes to be sent next.</summary>
    public ReadOnlySpan<byte> Next => _items.Peek().Bytes.Span[_sentOfFirst..];

    /// <param name="bytes">What is to be sent; it does not change until then.</param>
    /// <param name="waiter">Told when it was.</param>
    /// <param name="rented">An array of the shared pool that is given back then.</param>
    public void Add(ReadOnlyMemory<byte> bytes, ISendWaiter? waiter, byte[]? rented) => _items.Enqueue(new Item(bytes, waiter, rented));

    /// <summary>So many bytes of <see cref="Next"/> were sent.</summary>
    /// <returns>Who waited for the last of them.</returns>
    public ISendWaiter? Sent(int count)
    {
        _sentOfFirst += count;
        if (_sentOfFirst < _items.Peek().Bytes.Length) return null;
        _sentOfFirst = 0;
        return Take();
    }

    /// <summary>Takes out what will never be sent.</summary>
    public IReadOnlyList<ISendWaiter> Drop()
    {
        var waiters = new List<ISendWaiter>();
        while (!IsEmpty)
        {
            if (Take() is { } waiter) waiters.Add(waiter);
        }

        return waiters;
    }

    private ISendWaiter? Take()
    {
        var item = _items.Dequeue();
        if (item.Rented is { } rented) ArrayPool<byte>.Shared.Return(rented);
        return item.Waiter;
    }

    private readonly record struct Item(ReadOnlyMemory<byte> Bytes, ISendWaiter? Waiter, byte[]? Rented);
}
