using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>How much each connection, user, address and key may ask for.</summary>
/// <remarks>
/// A limit is written as <c>10/s burst 50</c>: 10 a second in the long run, 50 at once after a pause. The units are <c>s</c>, <c>m</c> and <c>h</c>; <c>off</c> is no
/// limit, and <c>dry-run</c> behind it only counts what would be refused. A call beyond a limit is refused with code 108 and the time after which it
/// may be tried again; over HTTP that is 429 with <c>Retry-After</c>. Every refusal is counted in <c>realtimehub.limits</c>.
/// Callers on the same machine have no limits by address, unless <c>CountLoopback</c> is set.
/// </remarks>
public sealed class LimitOptions
{
    /// <summary>Whether rates and numbers are limited at all. The limits of a node (<c>Connections:MaxConnections</c>, memory) count in any case.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether everything beyond a limit is only counted and logged, and nothing refused: to see what limits would do.</summary>
    /// <value>Default false.</value>
    public bool DryRun { get; set; }

    /// <summary>Whether addresses of the machine itself (127.0.0.0/8, ::1) count as addresses. Behind a proxy on the same machine, set <c>Access:TrustedProxies</c> instead.</summary>
    /// <value>Default false.</value>
    public bool CountLoopback { get; set; }

    /// <summary>New connections of the whole node. One more gets HTTP 503 with <c>Retry-After</c>.</summary>
    /// <value>Default `5000/s burst 20000`, which is about what one core can take in.</value>
    public RateLimit NewConnections { get; set; } = new(5_000, 20_000);

    /// <summary>Refusals of one connection. Beyond that it does not obey, and is closed with code 3013.</summary>
    /// <value>Default `5/s burst 100`.</value>
    public RateLimit Refusals { get; set; } = new(5, 100);

    /// <summary>Wrong calls of one connection: unknown methods, arguments that do not fit, codes 107. Beyond that it is closed with code 3509.</summary>
    /// <value>Default `1/s burst 30`.</value>
    public RateLimit Errors { get; set; } = new(1, 30);

    /// <summary>How many users and addresses are remembered. Beyond that those who have asked for nothing lately are forgotten, and then all new ones share a limit.</summary>
    /// <value>Default 100,000. From 100 to 10,000,000. About 250 bytes each.</value>
    [Range(100, 10_000_000)]
    public int MaxTracked { get; set; } = 100_000;

    /// <summary>What one connection may call.</summary>
    public CallLimitOptions Connection { get; set; } = new();

    /// <summary>What all connections of one user may do together, and the HTTP requests with the user's token.</summary>
    public UserLimitOptions User { get; set; } = new();

    /// <summary>What all connections and requests of one address may do together: an IPv4 address, or an IPv6 network of 64 bits.</summary>
    public AddressLimitOptions Address { get; set; } = new();

    /// <summary>What the holder of one API key may ask for over HTTP.</summary>
    public KeyLimitOptions ApiKey { get; set; } = new();
}

/// <summary>What one connection may call. The limits of a connection begin anew when it comes back; those of its user and address do not.</summary>
public sealed class CallLimitOptions
{
    /// <summary>Calls of <c>Subscribe</c>. A client that comes back subscribes to all its topics at once.</summary>
    /// <value>Default `10/s burst 150`, a little more than the subscriptions that it may have.</value>
    public RateLimit Subscribe { get; set; } = new(10, 150);

    /// <summary>Calls of <c>Publish</c>, where clients may publish.</summary>
    /// <value>Default `10/s burst 20`.</value>
    public RateLimit Publish { get; set; } = new(10, 20);

    /// <summary>Calls of <c>History</c>.</summary>
    /// <value>Default `2/s burst 10`.</value>
    public RateLimit History { get; set; } = new(2, 10);

    /// <summary>Calls of <c>Presence</c>.</summary>
    /// <value>Default `2/s burst 10`.</value>
    public RateLimit Presence { get; set; } = new(2, 10);

    /// <summary>Calls of <c>Refresh</c>.</summary>
    /// <value>Default `6/m burst 5`.</value>
    public RateLimit Refresh { get; set; } = new(0.1, 5);

    /// <summary>All other calls.</summary>
    /// <value>Default `20/s burst 50`.</value>
    public RateLimit Default { get; set; } = new(20, 50);

    /// <summary>Everything that comes from the client: calls, pings, and messages that the hub has no use for. A call of <c>History</c> or <c>Presence</c> counts five times.</summary>
    /// <value>Default `50/s burst 300`.</value>
    public RateLimit Total { get; set; } = new(50, 300);
}

/// <summary>What all connections of one user may do together.</summary>
public sealed class UserLimitOptions
{
    /// <summary>Open connections. One more gets HTTP 429.</summary>
    /// <value>Default 20. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 20;

    /// <summary>Calls of <c>Publish</c>, and events published over HTTP.</summary>
    /// <value>Default `20/s burst 100`.</value>
    public RateLimit Publish { get; set; } = new(20, 100);

    /// <summary>All messages and requests.</summary>
    /// <value>Default `100/s burst 1000`.</value>
    public RateLimit Total { get; set; } = new(100, 1_000);
}

/// <summary>What all connections and requests of one address may do together.</summary>
public sealed class AddressLimitOptions
{
    /// <summary>Open connections. One more gets HTTP 429.</summary>
    /// <value>Default 200. From 1 to 10,000,000. Many people can share one address.</value>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 200;

    /// <summary>Open connections of callers who have not said who they are.</summary>
    /// <value>Default 20. From 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int MaxAnonymousConnections { get; set; } = 20;

    /// <summary>Requests that ask for a connection: the negotiation, and the WebSocket itself.</summary>
    /// <value>Default `10/s burst 400`.</value>
    public RateLimit Connects { get; set; } = new(10, 400);

    /// <summary>Wrong keys and tokens. Beyond that nothing is even looked at.</summary>
    /// <value>Default `1/s burst 20`.</value>
    public RateLimit WrongKeys { get; set; } = new(1, 20);

    /// <summary>All messages, and requests without a key.</summary>
    /// <value>Default `500/s burst 5000`.</value>
    public RateLimit Total { get; set; } = new(500, 5_000);
}

/// <summary>What the holder of one API key may ask for over HTTP.</summary>
public sealed class KeyLimitOptions
{
    /// <summary>Requests.</summary>
    /// <value>Default `off`: a key is given to a service that is trusted.</value>
    public RateLimit Requests { get; set; }

    /// <summary>Published events; each of a batch counts.</summary>
    /// <value>Default `off`.</value>
    public RateLimit Publish { get; set; }
}

/// <summary>Limits of one namespace, in place of those of a connection.</summary>
public sealed class NamespaceLimitOptions
{
    /// <summary>Calls of <c>Subscribe</c> for topics of the namespace.</summary>
    /// <value>Default none: <c>Limits:Connection:Subscribe</c>.</value>
    public RateLimit? Subscribe { get; set; }

    /// <summary>Calls of <c>Publish</c> to topics of the namespace.</summary>
    /// <value>Default none: <c>Limits:Connection:Publish</c>.</value>
    public RateLimit? Publish { get; set; }

    /// <summary>Calls of <c>History</c> for topics of the namespace.</summary>
    /// <value>Default none: <c>Limits:Connection:History</c>.</value>
    public RateLimit? History { get; set; }
}
