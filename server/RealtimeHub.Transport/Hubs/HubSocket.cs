using System.IO.Pipelines;
using System.Security.Claims;
using System.Threading.Tasks.Sources;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using RealtimeHub.Transport.Buffers;
using RealtimeHub.Transport.Sockets;
using RealtimeHub.Transport.WebSockets;

namespace RealtimeHub.Transport.Hubs;

/// <summary>A WebSocket with a SignalR hub on it.</summary>
internal sealed class HubSocket : WebSocketConnection, IDirectConnectionFeature, IConnectionUserFeature, ITransferFormatFeature, ISendWaiter, IValueTaskSource
{
    private const int InputLimit = 65_536;

    private readonly HubRunner _runner;
    private readonly ByteInput _input;
    private readonly FrameOutput _output;

    // Tells hubs whose methods may take long that the client has gone, while they still run. Ours do not, and it costs 150 bytes.
    private readonly CancellationTokenSource? _closed;

    // The flush that was pending a second ago, and since when. Touched by the loop.
    private long? _stuckFlush;
    private long _stuckSince;

    // A direct write that the socket has not taken yet. What waits for it only raises a flag, and may run on the loop.
    private ManualResetValueTaskSourceCore<bool> _write;

    public HubSocket(LoopSocket socket, HubRunner runner, string connectionId)
        : base(socket, runner.Limits)
    {
        _runner = runner;
        _input = new ByteInput(InputLimit, socket.ReadOn);
        _output = new FrameOutput(this, socket);
        ConnectionId = connectionId;
        if (runner.RunsOnLoop) return;
        _closed = new CancellationTokenSource();
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; }

    public ClaimsPrincipal? User { get; set; }

    /// <summary>What SignalR wants to be called once a second; null when nothing.</summary>
    public Heartbeat? Heartbeat { get; init; }

    /// <summary>How the connection was requested, when the hub wants to know.</summary>
    public RequestSnapshot? Request { get; init; }

    /// <summary>What is given back when the socket is closed.</summary>
    public IConnectionLease? Lease { get; init; }

    public override PipeReader Input => _input;

    public override PipeWriter Output => _output;

    public TransferFormat SupportedFormats => TransferFormat.Binary | TransferFormat.Text;

    public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;

    public Opcode MessageKind => ActiveFormat == TransferFormat.Binary ? Opcode.Binary : Opcode.Text;

    public int Loop => Socket.Loop.Index;

    public override bool WantsInput => _input.HasRoom;

    protected override bool IsWatched => base.IsWatched || Heartbeat is not null || _runner.SendTimeout != Timeout.InfiniteTimeSpan;

    public ValueTask WriteAsync(MessageFrame frame)
    {
        // Made ready before: the loop may be done with the send before it returns.
        _write.Reset();
        return Socket.Send([], frame.Bytes, this) switch
        {
            SendResult.Done => default,
            SendResult.Pending => new ValueTask(this, _write.Version),
            _ => ValueTask.FromException(new IOException("The connection is closed.")),
        };
    }

    /// <summary>Sends what SignalR writes.</summary>
    public SendResult Transmit(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body, ISendWaiter waiter, byte[]? rented) =>
        _runner.MaxBatchDelay > TimeSpan.Zero
            ? Socket.Push(head, body, waiter, rented, _runner.MaxBatchDelay, LastHeard)
            : Socket.Send(head, body, waiter, rented);

    /// <summary>Runs the hub until the connection is over. On the loop.</summary>
    public async Task RunAsync(byte[] unread)
    {
        Begin(unread);
        if (!_runner.RunsOnLoop) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var status = CloseStatus.Normal;
        try
        {
            await _runner.Application(this);
        }
#pragma warning disable CA1031 // Whatever the hub throws ends its own connection, and nothing else.
        catch (Exception e)
#pragma warning restore CA1031
        {
            status = CloseStatus.InternalError;
            _runner.Failed(this, e);
        }

        _input.Complete();
        Close(status);
        try
        {
            if (Request is not null) await Request.DisposeAsync();
        }
#pragma warning disable CA1031 // A service of the application that fails when it is let go.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _runner.Failed(this, e);
        }
        finally
        {
            _runner.Ended(this);
        }
    }

    public void Finished(bool taken)
    {
        if (taken) _write.SetResult(true);
        else _write.SetException(new IOException("The connection is closed."));
    }

    public void GetResult(short token) => _write.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _write.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _write.OnCompleted(continuation, state, token, flags);

    public override void Closed()
    {
        base.Closed();
        _ = _closed?.CancelAsync();
        _runner.Closed();
        Lease?.Release();
    }

    protected override void OnData(ReadOnlySpan<byte> payload, bool isText, bool endsMessage) => _input.Append(payload);

    protected override void AllReceived() => _input.Deliver(_runner.RunsOnLoop);

    protected override void InputOver() => _input.End(_runner.RunsOnLoop);

    protected override void OnSecond()
    {
        Heartbeat?.Beat();

        // SignalR waits for a write for as long as it takes, and so does everybody who sends to a group with this client in it.
        var pending = _output.PendingFlush;
        if (pending is null || pending != _stuckFlush) (_stuckFlush, _stuckSince) = (pending, _runner.Limits.Clock.GetTimestamp());
        else if (_runner.Limits.Clock.GetElapsedTime(_stuckSince) >= _runner.SendTimeout && _runner.SendTimeout != Timeout.InfiniteTimeSpan) Abort();
    }
}
