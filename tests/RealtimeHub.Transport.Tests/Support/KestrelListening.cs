using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RealtimeHub.Transport.Tests.Support;

internal static class KestrelListening
{
    /// <summary>Listens on a free port of this machine.</summary>
    public static void ListenLocalhostOn0(this KestrelServerOptions kestrel, Action<ListenOptions>? configure = null) =>
        kestrel.Listen(IPAddress.Loopback, 0, configure ?? (_ => { }));
}
