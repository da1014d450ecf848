using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Http;

/// <summary>
/// Kestrel's listeners on the event loops. What they do not know (Unix sockets, inherited handles) is left to Kestrel's own sockets.
/// </summary>
internal sealed class DirectListenerFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // Kestrel makes its listeners' factory long before it listens: settings are looked at, and threads started, only then.
    private readonly IServiceProvider _services;
    private readonly IOptions<SocketTransportOptions> _socketOptions;
    private readonly ILoggerFactory _loggers;
    private readonly SocketTransportFactory _others;

    public DirectListenerFactory(IServiceProvider services, IOptions<SocketTransportOptions> socketOptions, ILoggerFactory loggers)
    {
        (_services, _socketOptions, _loggers) = (services, socketOptions, loggers);
        _others = new SocketTransportFactory(socketOptions, loggers);
    }

    /// <summary>Endpoints of other kinds belong to the factories of others.</summary>
    public bool CanBind(EndPoint endpoint) => _others.CanBind(endpoint);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var loops = _services.GetRequiredService<LoopSet>();
        if (endpoint is not IPEndPoint || !loops.CanListen) return _others.BindAsync(endpoint, cancellationToken);
        var socket = _socketOptions.Value.CreateBoundListenSocket(endpoint);
        try
        {
            socket.Listen(_socketOptions.Value.Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse ? new AddressInUseException(e.Message, e) : e;
        }

        return new ValueTask<IConnectionListener>(new DirectListener(socket, loops, _services.GetRequiredService<HttpConnectionSettings>(), _loggers.CreateLogger<DirectListener>()));
    }
}
