using RealtimeHub.Transport.Buffers;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Hubs;

/// <summary>What SignalR itself writes to a client: each flush is one frame.</summary>
internal sealed class FrameOutput(HubSocket connection, LoopSocket socket) : SocketOutput(socket), IFlushNotice
{
    // Touched by the writer.
    private IFlushObserver? _observer;

    protected override int HeadRoom => FrameHead.MaxSize;

    public void NotifyOfFlush(IFlushObserver observer) => _observer = observer;

    protected override int WriteHead(Span<byte> room, int payload) => FrameHead.Write(room, connection.MessageKind, payload);

    protected override SendResult Transmit(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, byte[]? rented) => connection.Transmit(head, body, this, rented);

    protected override void HandedOver()
    {
        if (_observer is not { } observer) return;
        _observer = null;
        observer.Flushed();
    }
}
