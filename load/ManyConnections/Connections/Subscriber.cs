using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RealtimeHub.Load.Measuring;

namespace RealtimeHub.Load.Connections;

/// <summary>
/// One WebSocket connection with one subscription, on a bare socket: thousands of them have to fit into one process on one
/// core, beside a server that is meant to be the slower part.
/// </summary>
internal sealed class Subscriber : IDisposable
{
    private const int BufferSize = 4_096;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs _receive = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventFormat _format;
    private readonly ILatencySink _latencies;

    // Touched only by the receive that is under way: there is one at a time.
    private FrameReader _frames;
    private RecordReader _records;
    private int _kept;

    // Written by the receive, read by the pings too.
    private volatile Stage _stage = Stage.Upgrading;
    private volatile bool _closing;

    public Subscriber(EventFormat format, ILatencySink latencies)
    {
        (_format, _latencies) = (format, latencies);
        _receive.Completed += (_, _) => ReceiveOn();
    }

    private enum Stage
    {
        Upgrading,
        Handshaking,
        Subscribing,
        Live,
    }

    public Ledger Ledger { get; } = new();

    public string Topic => _format.Topic;

    /// <summary>Gap notices: offsets that the server said it would not deliver.</summary>
    public int Gaps { get; private set; }

    /// <summary>Why the connection ended before it should.</summary>
    public string? Failure { get; private set; }

    /// <summary>Connects and subscribes.</summary>
    public async Task StartAsync(IPEndPoint server, byte[] upgrade, CancellationToken stop)
    {
        await _socket.ConnectAsync(server, stop);
        _socket.Send(upgrade);
        Receive();
        await _live.Task.WaitAsync(ConnectLimit, TimeProvider.System, stop);
    }

    /// <summary>Tells the server that we are still there, as every SignalR client does.</summary>
    public void SendPing()
    {
        if (_stage == Stage.Live && Failure is null && !_closing) Send(ClientFrames.Ping);
    }

    public void Dispose()
    {
        _closing = true;
        _socket.Dispose();
    }

    /// <summary>Goes on receiving for as long as something is there.</summary>
    private void Receive()
    {
        try
        {
            do _receive.SetBuffer(_buffer, _kept, BufferSize - _kept);
            while (!_socket.ReceiveAsync(_receive) && TakeReceived());
        }
        catch (ObjectDisposedException) when (_closing)
        {
            _receive.Dispose();
        }
    }

    private void ReceiveOn()
    {
        if (TakeReceived()) Receive();
    }

    private bool TakeReceived()
    {
        try
        {
            if (_receive.SocketError != SocketError.Success) return Fail($"the connection broke: {_receive.SocketError}");
            if (_receive.BytesTransferred == 0) return Fail("the server closed the connection");
            Take(_kept + _receive.BytesTransferred);
            return true;
        }
        catch (LoadException e)
        {
            return Fail(e.Message);
        }
    }

    private void Take(int count)
    {
        var now = Stopwatch.GetTimestamp();
        ReadOnlySpan<byte> input = _buffer.AsSpan(0, count);
        if (_stage != Stage.Upgrading || TakeUpgrade(ref input))
            while (_frames.TryRead(ref input, out var kind, out var payload)) TakeFrame(kind, payload, now);

        // What is left is the beginning of a header or of a control frame: a few bytes.
        input.CopyTo(_buffer);
        _kept = input.Length;
        if (_kept == BufferSize) throw new LoadException("the server's answer to the upgrade is too long");
    }

    private bool TakeUpgrade(ref ReadOnlySpan<byte> input)
    {
        var end = input.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        if (!input.StartsWith("HTTP/1.1 101"u8)) throw new LoadException($"no upgrade: {System.Text.Encoding.ASCII.GetString(input[..end])}");
        input = input[(end + 4)..];
        _stage = Stage.Handshaking;
        Send(ClientFrames.Handshake);
        return true;
    }

    private void TakeFrame(FrameKind kind, ReadOnlySpan<byte> payload, long now)
    {
        if (kind == FrameKind.Close) throw new LoadException("the server closed the WebSocket");
        if (kind == FrameKind.Ping) Send(ClientFrames.Pong(payload));
        if (kind >= FrameKind.Close) return;
        while (_records.TryRead(ref payload, out var record))
        {
            if (_format.TryRead(record, out var offset, out var due))
            {
                Ledger.Note(offset);
                _latencies.Add(due, now);
            }
            else
            {
                TakeOther(OtherMessage.Read(record));
            }
        }
    }

    private void TakeOther(OtherMessage message)
    {
        if (message.Error is { } error) throw new LoadException($"the server refused: {error}");
        switch (message.Type)
        {
            case OtherMessage.Ping:
                break;
            case OtherMessage.Invocation when message.Target == "gap":
                Gaps++;
                break;
            case OtherMessage.Completion when _stage == Stage.Subscribing && message.Result is { } result:
                Ledger.StartAfter(result.GetProperty("offset").GetInt64());
                _stage = Stage.Live;
                _live.TrySetResult();
                break;
            case 0 when _stage == Stage.Handshaking:
                _stage = Stage.Subscribing;
                Send(ClientFrames.Subscribe(Topic));
                break;
            default:
                throw new LoadException($"the server sent something unexpected: {message}");
        }
    }

    private void Send(byte[] frame)
    {
        try
        {
            _socket.Send(frame);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Fail($"the connection broke: {e.Message}");
        }
    }

    private bool Fail(string reason)
    {
        if (!_closing) Failure ??= reason;
        _live.TrySetException(new LoadException(reason));
        _socket.Dispose();
        return false;
    }
}
