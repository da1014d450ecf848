using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Transport;

/// <summary>How sockets are served: the same for all hubs of the application.</summary>
public sealed class DirectTransportOptions
{
    /// <summary>Whether Kestrel's plain TCP connections are served by event loops. Without them every hub uses SignalR's own transport.</summary>
    /// <value>Default true. It takes effect on Linux.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How many event loops share the connections. Each is one thread.</summary>
    /// <value>Default 0: one for each core. From 0 to 256.</value>
    [Range(0, 256)]
    public int Loops { get; set; }

    /// <summary>
    /// Beginnings of HTTP requests that are served on the event loop itself, such as <c>POST /v1/topics/</c>. That saves two changes of the
    /// thread for each request, and is only for handlers that never block: while they run, nobody else of the loop is served.
    /// </summary>
    /// <value>Default none: requests are served by the thread pool.</value>
    public IList<string> InlineRequests { get; } = [];
}
