using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Http;

/// <summary>A listening socket whose connections are served by the event loops.</summary>
internal sealed class DirectListener : IConnectionListener
{
    private readonly Socket _socket;
    private readonly Channel<HttpConnection> _accepted;
    private readonly Acceptor _acceptor;

    public DirectListener(Socket socket, LoopSet loops, HttpConnectionSettings settings, ILogger logger)
    {
        _socket = socket;
        socket.Blocking = false;

        // Kestrel takes them at once and has a limit of its own; the channel only carries them to its thread.
        _accepted = Channel.CreateUnbounded<HttpConnection>(new UnboundedChannelOptions { SingleReader = true });
        _acceptor = new Acceptor(socket, loops.All, settings, _accepted.Writer, logger);
        _acceptor.Start();
    }

    public EndPoint EndPoint => _socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _accepted.Reader.WaitToReadAsync(cancellationToken) && _accepted.Reader.TryRead(out var connection) ? connection : null;

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _acceptor.StopAsync();
        _accepted.Writer.TryComplete();
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_accepted.Reader.TryRead(out var connection)) await connection.DisposeAsync();
    }
}
