using System.Buffers;
using System.IO.Pipelines;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>Sends each message back as it came, in one frame. It reads nothing while the client does not take what it has to get.</summary>
internal sealed class EchoSocket(LoopSocket socket, WebSocketLimits limits, TransportMetrics metrics) : WebSocketConnection(socket, limits), ISendWaiter
{
    private readonly ArrayBufferWriter<byte> _message = new();
    private int _unsent;

    public override string ConnectionId { get; set; } = "echo";

    public override PipeReader Input => throw new NotSupportedException();

    public override PipeWriter Output => throw new NotSupportedException();

    public override bool WantsInput => _unsent == 0;

    public void Finished(bool taken)
    {
        if (!taken) return;
        _unsent--;
        if (_unsent == 0) Socket.ReadOn();
    }

    public override void Closed()
    {
        base.Closed();
        metrics.Closed();
    }

    protected override void OnData(ReadOnlySpan<byte> payload, bool isText, bool endsMessage)
    {
        _message.Write(payload);
        if (!endsMessage) return;
        var frame = FrameHead.Frame(isText ? Opcode.Text : Opcode.Binary, _message.WrittenSpan);
        _message.ResetWrittenCount();
        if (Socket.Send([], frame, this) == SendResult.Pending) _unsent++;
    }

    protected override void AllReceived()
    {
    }

    protected override void InputOver()
    {
    }
}
