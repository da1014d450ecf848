using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections.Client;

namespace RealtimeHub.Load.Fleets.DotNet;

/// <summary>
/// Opens the sockets of one client, so that its connection can be broken as a network breaks it: with a reset, and without the
/// library being told. Everything above the socket is the library's own.
/// </summary>
/// <param name="source">The loopback address that it connects from.</param>
/// <param name="apiKey">What it shows; null for none.</param>
/// <param name="received">Counts the bytes that come.</param>
internal sealed class BreakableTransport(IPAddress source, string? apiKey, Action<int> received) : IDisposable
{
    private HttpMessageInvoker? _invoker;
    private volatile Socket? _socket;

    /// <summary>The last hand on the library's options.</summary>
    public void Configure(HttpConnectionOptions options) => options.WebSocketFactory = ConnectAsync;

    /// <summary>Cuts the connection. Closing without waiting discards what is unsent, and sends a reset.</summary>
    public void Break() => _socket?.Close(timeout: 0);

    public void Dispose() => _invoker?.Dispose();

    private async ValueTask<WebSocket> ConnectAsync(WebSocketConnectionContext context, CancellationToken stop)
    {
        _invoker ??= new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = OpenAsync, UseProxy = false, UseCookies = false });
        var socket = new ClientWebSocket();
        try
        {
            if (apiKey is not null) socket.Options.SetRequestHeader("X-API-Key", apiKey);
            await socket.ConnectAsync(context.Uri, _invoker, stop);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!source.Equals(IPAddress.Loopback)) socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            _socket = socket;
            return new CountingStream(socket, received);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
