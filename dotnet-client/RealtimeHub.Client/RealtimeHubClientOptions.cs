using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace RealtimeHub.Client;

/// <summary>How a <see cref="RealtimeHubClient"/> behaves. Immutable: change a copy with <c>with</c>.</summary>
public sealed record RealtimeHubClientOptions
{
    /// <summary>How the client comes back after a break.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();

    /// <summary>How long <c>ConnectAsync</c> keeps trying before it throws.</summary>
    /// <value>Default 30 s. More than zero, or <see cref="Timeout.InfiniteTimeSpan"/>.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one try to connect may take before it counts as failed.</summary>
    /// <value>Default 10 s. More than zero.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the server may be silent before the connection counts as lost. It speaks at least every 15 s, unless it is configured otherwise.
    /// </summary>
    /// <value>Default 30 s. More than zero.</value>
    public TimeSpan ServerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the client may be silent before it sends a ping. The server lets go of clients that are silent for longer than its own
    /// limit, 30 s unless it is configured otherwise.
    /// </summary>
    /// <value>Default 10 s. More than zero.</value>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the server may take to answer a subscribe, an unsubscribe or a change of rate before the connection counts as lost, and the
    /// client connects anew. Other calls wait for as long as their cancellation token and the connection let them.
    /// </summary>
    /// <value>Default 30 s. More than zero.</value>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many items one subscription holds for a loop that reads more slowly than they arrive. Beyond that the oldest are
    /// dropped, and a loss stands in their place: <see cref="HubMissed{T}"/> with <see cref="MissedReason.LocalQueue"/>.
    /// </summary>
    /// <value>Default 1,024. At least 1.</value>
    public int MaxQueuedEvents { get; init; } = 1024;

    /// <summary>
    /// Returns the bearer token; asked before every try to connect, and again before the token ends: the connection goes on with the newer one.
    /// Default: none, anonymous.
    /// </summary>
    public Func<CancellationToken, ValueTask<string?>>? AccessTokenProvider { get; init; }

    /// <summary>
    /// Called when the server has subscribed the client to a topic that no subscription of it follows: subscribe to it, with the position, to get its events; without one they
    /// are dropped. It comes again after every break, as long as nothing follows the topic. It runs on a thread of the pool; what it throws is logged.
    /// </summary>
    /// <value>Default none: topics that the server chooses are ignored.</value>
    public Action<RealtimeHubClient, ServerSubscription>? OnServerSubscription { get; init; }

    /// <summary>How the data of events are read and written. It does not touch the protocol around them.</summary>
    /// <value>Default <see cref="JsonSerializerOptions.Web"/>.</value>
    public JsonSerializerOptions JsonSerializerOptions { get; init; } = JsonSerializerOptions.Web;

    /// <summary>Which transports may be used. WebSockets alone need no negotiation, which saves a round trip and sticky sessions.</summary>
    /// <value>Default <see cref="HttpTransportType.WebSockets"/>.</value>
    public HttpTransportType Transports { get; init; } = HttpTransportType.WebSockets;

    /// <summary>A last hand on SignalR's HTTP options before every try: headers, proxy, certificates.</summary>
    public Action<HttpConnectionOptions>? ConfigureHttp { get; init; }

    /// <summary>Where the client and SignalR log. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of all waits. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The chance in the waits between tries. Must be safe for use by several threads. Default <see cref="Random.Shared"/>.</summary>
    public Random Random { get; init; } = Random.Shared;

    internal RealtimeHubClientOptions Checked()
    {
        Require(Reconnect.MinDelay > TimeSpan.Zero, "Reconnect.MinDelay must be more than zero.");
        Require(Reconnect.MaxDelay >= Reconnect.MinDelay, "Reconnect.MaxDelay must be at least Reconnect.MinDelay.");
        Require(Reconnect.MaxAttempts is null or >= 1, "Reconnect.MaxAttempts must be at least 1, or null to never give up.");
        Require(ConnectTimeout > TimeSpan.Zero || ConnectTimeout == Timeout.InfiniteTimeSpan, "ConnectTimeout must be more than zero, or infinite.");
        Require(AttemptTimeout > TimeSpan.Zero, "AttemptTimeout must be more than zero.");
        Require(ServerTimeout > TimeSpan.Zero, "ServerTimeout must be more than zero.");
        Require(KeepAliveInterval > TimeSpan.Zero, "KeepAliveInterval must be more than zero.");
        Require(AnswerTimeout > TimeSpan.Zero, "AnswerTimeout must be more than zero.");
        Require(MaxQueuedEvents >= 1, "MaxQueuedEvents must be at least 1.");
        return this;
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException(problem);
        }
    }
}
