using System.IO.Pipelines;
using System.Threading.Channels;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>An owner that keeps what comes.</summary>
internal sealed class KeepingOwner : ISocketOwner
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();

    public Task Over => _closed.Task.WaitAsync(Patience.Token);

    public bool WantsInput { get; set; } = true;

    public int TimesClosed { get; private set; }

    public async Task<byte[]> NextAsync() => await _received.Reader.ReadAsync(Patience.Token);

    public void Received(Span<byte> data) => _received.Writer.TryWrite(data.ToArray());

    public void InputEnded() => _received.Writer.TryComplete();

    public void Closed()
    {
        TimesClosed++;
        _received.Writer.TryComplete();
        _closed.TrySetResult();
    }
}

/// <summary>Keeps what became of sends, in order.</summary>
internal sealed class SendWatch : ISendWaiter
{
    private readonly Channel<bool> _finished = Channel.CreateUnbounded<bool>();

    public async Task<bool> NextAsync() => await _finished.Reader.ReadAsync(Patience.Token);

    public void Finished(bool taken) => _finished.Writer.TryWrite(taken);
}

/// <summary>A WebSocket that only listens, and tells of each message.</summary>
internal sealed class ListeningSocket(LoopSocket socket, WebSocketLimits limits) : WebSocketConnection(socket, limits)
{
    private readonly Channel<bool> _messages = Channel.CreateUnbounded<bool>();

    public override string ConnectionId { get; set; } = "listener";

    public override PipeReader Input => throw new NotSupportedException();

    public override PipeWriter Output => throw new NotSupportedException();

    public override bool WantsInput => true;

    public async Task NextMessageAsync() => await _messages.Reader.ReadAsync(Patience.Token);

    protected override void OnData(ReadOnlySpan<byte> payload, bool isText, bool endsMessage) => _messages.Writer.TryWrite(endsMessage);

    protected override void AllReceived()
    {
    }

    protected override void InputOver()
    {
    }
}
