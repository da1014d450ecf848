using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace RealtimeHub.TestKit.Raw;

/// <summary>
/// A WebSocket to the hub that is read message by message, so that the order of replies and events on the wire is what is seen;
/// a SignalR client hands them to different threads. It reads only when it is asked to, and can be cut as a cable is.
/// </summary>
public sealed class WireConnection : IDisposable
{
    private readonly ClientWebSocket _webSocket = new();
    private readonly ArrayBufferWriter<byte> _unread = new();
    private readonly WireProtocol _protocol;
    private readonly CancellationToken _stop;
    private Socket? _socket;
    private IPAddress? _source;

    private WireConnection(WireProtocol protocol, CancellationToken stop) => (_protocol, _stop) = (protocol, stop);

    /// <param name="hub">The address of the hub.</param>
    /// <param name="protocol">What is spoken.</param>
    /// <param name="stop">Ends every wait.</param>
    /// <param name="token">What it shows to say who it is.</param>
    /// <param name="source">The address of this machine that it comes from.</param>
    public static async Task<WireConnection> OpenAsync(Uri hub, WireProtocol protocol, CancellationToken stop, string? token = null, IPAddress? source = null)
    {
        var connection = new WireConnection(protocol, stop) { _source = source };
        if (token is not null) connection._webSocket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        using var http = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = connection.ConnectAsync });
        await connection._webSocket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws" }.Uri, http, stop);
        await connection.SendAsync(protocol.Handshake);
        await connection.ReadHandshakeAsync();
        return connection;
    }

    public Task SendAsync(HubMessage message) => SendAsync(_protocol.Write(message));

    /// <summary>Sends all of them in one frame.</summary>
    public Task SendTogetherAsync(IEnumerable<HubMessage> messages)
    {
        var frame = new ArrayBufferWriter<byte>();
        foreach (var message in messages) frame.Write(_protocol.Write(message).Span);
        return SendAsync(frame.WrittenMemory);
    }

    /// <summary>Everything that has come, and if that is nothing, what comes next.</summary>
    /// <returns>Null when the connection has ended.</returns>
    public async Task<IReadOnlyList<HubMessage>?> ReadAsync()
    {
        var messages = new List<HubMessage>();
        while (messages.Count == 0)
        {
            if (!await ReceiveAsync()) return null;
            var input = new ReadOnlySequence<byte>(_unread.WrittenMemory);
            while (_protocol.Read(ref input) is { } message) messages.Add(message);
            Keep(input);
        }

        return messages;
    }

    /// <summary>Cuts the connection with a reset; what was under way is lost.</summary>
    public void Reset()
    {
        _socket?.Close(timeout: 0);
        _webSocket.Dispose();
    }

    public void Dispose() => Reset();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        _socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (_source is not null) _socket.Bind(new IPEndPoint(_source, 0));
        await _socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(_socket, ownsSocket: true);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes) =>
        await _webSocket.SendAsync(bytes, _protocol.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, _stop);

    private async Task ReadHandshakeAsync()
    {
        while (await ReceiveAsync())
        {
            var input = new ReadOnlySequence<byte>(_unread.WrittenMemory);
            if (!HandshakeProtocol.TryParseResponseMessage(ref input, out var response)) continue;
            if (response.Error is { } error) throw new InvalidOperationException($"The hub refused the handshake: {error}");
            Keep(input);
            return;
        }

        throw new InvalidOperationException("The hub ended the connection before the handshake.");
    }

    private async Task<bool> ReceiveAsync()
    {
        try
        {
            var received = await _webSocket.ReceiveAsync(_unread.GetMemory(16_384), _stop);
            _unread.Advance(received.Count);
            return received.MessageType != WebSocketMessageType.Close;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private void Keep(in ReadOnlySequence<byte> rest)
    {
        var kept = rest.ToArray();
        _unread.ResetWrittenCount();
        _unread.Write(kept);
    }
}
