using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using RealtimeHub.Transport.Buffers;
using RealtimeHub.Transport.Connections;
using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Sockets;

namespace RealtimeHub.Transport.Http;

/// <summary>A connection on which Kestrel speaks HTTP. When a request has turned into a WebSocket, somebody else takes the socket over.</summary>
internal sealed class HttpConnection : LoopConnection, ISocketOwner, ITicked, IMemoryPoolFeature, ISocketHandover
{
    private const int InputLimit = 65_536;

    /// <summary>
    /// So many seconds a connection may be there without a word. Kestrel's own limit begins with the first byte of a request; before, it only counts how long a
    /// connection rests between two of them, which is minutes.
    /// </summary>
    private const int SecondsOfSilence = 10;

    private readonly ByteInput _input;
    private readonly HttpConnectionSettings _settings;
    private readonly CancellationTokenSource _closed = new();
    private LoopSocket _socket = null!;
    private SocketOutput _output = null!;
    private volatile bool _isHandedOver;

    // Touched only by the loop. Null when something has come.
    private int? _secondsSilent = 0;

    private HttpConnection(HttpConnectionSettings settings)
    {
        _settings = settings;
        _input = new ByteInput(InputLimit, ReadOn);
        ConnectionClosed = _closed.Token;
    }

    public override string ConnectionId { get; set; } = "";

    public override PipeReader Input => _input;

    public override PipeWriter Output => _output;

    public MemoryPool<byte> MemoryPool => _settings.Memory;

    public bool WantsInput => _input.HasRoom;

    public bool CanHandOver => !IsWrapped && !_isHandedOver;

    public EventLoop Loop => _socket.Loop;

    WheelPlace ITicked.Place { get; set; }

    /// <summary>Takes a new connection's descriptor over. On the loop.</summary>
    /// <returns>Null when the kernel cannot watch it; it is closed.</returns>
    public static HttpConnection? Open(int file, EventLoop loop, HttpConnectionSettings settings, EndPoint? local, EndPoint? remote)
    {
        var connection = new HttpConnection(settings)
        {
            ConnectionId = ConnectionIds.Next(), LocalEndPoint = local, RemoteEndPoint = remote,
        };
        if (LoopSocket.Open(file, loop, connection) is not { } socket) return null;
        connection._socket = socket;
        connection._output = new SocketOutput(socket);
        loop.AddTicked(connection);
        return connection;
    }

    /// <summary>Whoever says nothing at first is not served.</summary>
    public void Tick()
    {
        if (++_secondsSilent > SecondsOfSilence) _socket.Abort();
    }

    public void Received(Span<byte> data)
    {
        EndSilence();

        // Decided before the bytes are handed on: the buffer belongs to the loop.
        var inline = _settings.RunsInline(data);
        _input.Append(data);
        _input.Deliver(inline);
    }

    public void InputEnded()
    {
        _input.End(inline: false);

        // A client that has ended its side has gone: requests that wait for something are told, as by Kestrel's own sockets.
        if (!_isHandedOver) _ = _closed.CancelAsync();
    }

    public void Closed()
    {
        EndSilence();
        _input.End(inline: false);

        // Its callbacks are Kestrel's and the application's: they run on the thread pool, and what they throw stays there.
        _ = _closed.CancelAsync();
    }

    public LoopSocket HandOver()
    {
        _input.KeepForHeir();
        _isHandedOver = true;
        return _socket;
    }

    public byte[] TakeRest() => _input.TakeRest();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (_isHandedOver) return;

        // A client that does not read is cut off. One that only has not read everything yet still gets what the kernel has for it: its last
        // words, when the server stops.
        if (_socket.HasUnsent) _socket.Abort();
        else _socket.Close();
    }

    /// <summary>Kestrel has done with the connection.</summary>
    public override ValueTask DisposeAsync()
    {
        if (!_isHandedOver) _socket.Close();
        return base.DisposeAsync();
    }

    private void EndSilence()
    {
        if (_secondsSilent is null) return;
        _secondsSilent = null;
        Loop.RemoveTicked(this);
    }

    private void ReadOn() => _socket.ReadOn();
}
