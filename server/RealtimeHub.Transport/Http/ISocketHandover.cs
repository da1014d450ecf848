using RealtimeHub.Transport.Loops;
using RealtimeHub.Transport.Sockets;

namespace RealtimeHub.Transport.Http;

/// <summary>A feature of HTTP connections whose socket can be taken over, once its last request has been answered.</summary>
internal interface ISocketHandover
{
    /// <summary>Whether it can: nobody stands between, such as TLS.</summary>
    bool CanHandOver { get; }

    EventLoop Loop { get; }

    /// <summary>Takes the socket. From then on Kestrel may do with the connection what it wants. The owner is changed later, on the loop.</summary>
    LoopSocket HandOver();

    /// <summary>What has come and was not read. On the loop, when the owner is changed.</summary>
    byte[] TakeRest();
}
