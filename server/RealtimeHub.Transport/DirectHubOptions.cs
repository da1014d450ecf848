using Microsoft.AspNetCore.Http.Connections;

namespace RealtimeHub.Transport;

/// <summary>How one hub is served by the direct transport.</summary>
public sealed class DirectHubOptions
{
    /// <summary>
    /// Whether the hub's methods begin on the event loop instead of on the thread pool. That saves a change of the thread for each call, and is
    /// only for hubs that never block: while a method runs, nobody else of the loop is served. What follows an <c>await</c> may run anywhere.
    /// </summary>
    /// <value>Default false.</value>
    public bool RunsOnEventLoop { get; set; }

    /// <summary>The largest WebSocket message that a client may send, in bytes, over all its fragments. A larger one closes with 1009.</summary>
    /// <value>Default none: SignalR limits the hub messages in it (<c>MaximumReceiveMessageSize</c>).</value>
    public long? MaxMessageBytes { get; set; }

    /// <summary>How long a client may send nothing, not even a ping, before it is closed with 1001.</summary>
    /// <value>Default infinite: SignalR has a time-out of its own (<c>ClientTimeoutInterval</c>).</value>
    public TimeSpan IdleTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// How long a client may take for one write of SignalR; then its connection is reset. Looked at once a second. It is SignalR's own
    /// <c>TransportSendTimeout</c>, which counts for its own transport alone.
    /// </summary>
    /// <value>Default 10 seconds. Infinite for hubs that see to it themselves.</value>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long what is pushed to a client right after something else may be kept back, so that it goes out together. What comes after a pause, or
    /// after something that the client has sent, is never kept back.
    /// </summary>
    /// <value>Default 5 milliseconds; shorter while there is little to do. Zero for hubs that gather what they send by themselves.</value>
    public TimeSpan MaxBatchDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long a client may take to answer a close, and to read what was sent before it; then the connection is reset.</summary>
    /// <value>Default 5 seconds.</value>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether <c>Context.GetHttpContext()</c> tells how the connection was requested. It is a copy, which costs about 2 KiB for each connection.</summary>
    /// <value>Default true. When false it is null.</value>
    public bool KeepsRequest { get; set; } = true;

    /// <summary>Whether SignalR's own pings and time-outs run, which look at each connection once a second.</summary>
    /// <value>Default true. For hubs that see to both themselves.</value>
    public bool HasHeartbeat { get; set; } = true;

    /// <summary>
    /// Whether Server-Sent Events and long polling are offered, too, over SignalR's own transport. They need sticky sessions when there are several
    /// nodes; WebSockets alone do not.
    /// </summary>
    /// <value>Default false.</value>
    public bool OffersOtherTransports { get; set; }

    /// <summary>Chooses one of the sub-protocols that a client offers; null chooses none.</summary>
    /// <value>Default none is chosen, as in SignalR.</value>
    public Func<IList<string>, string?>? SubProtocolSelector { get; set; }

    /// <summary>Settings of SignalR's own transport, which serves what the direct one cannot: TLS, HTTP/2, and systems other than Linux.</summary>
    public Action<HttpConnectionDispatcherOptions>? Fallback { get; set; }
}
