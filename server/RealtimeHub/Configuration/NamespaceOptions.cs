using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>The settings that all topics of one namespace share.</summary>
public sealed class NamespaceOptions
{
    /// <summary>How many events one topic keeps for clients that come back or fall behind.</summary>
    /// <value>Default 1,000. From 1 to 1,000,000. More memory, longer absence survived.</value>
    [Range(1, 1_000_000)]
    public int MaxEvents { get; set; } = 1_000;

    /// <summary>How many bytes one topic keeps: payloads plus 152 bytes for each event.</summary>
    /// <value>Default 4 MiB. From 1 KiB to 1 GiB. The newest event always stays, whatever its size.</value>
    [Range(1_024, 1_073_741_824)]
    public long MaxBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>How long an event is kept.</summary>
    /// <value>Default 1 hour. From 1 second to 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many of its newest events a topic keeps even when the memory for all logs (<c>Topics:MaxTotalBytes</c>) is used up.</summary>
    /// <value>Default 1. From 1 to 1,000,000, and not more than <c>MaxEvents</c>. Age and <c>MaxBytes</c> still count.</value>
    [Range(1, 1_000_000)]
    public int GuaranteedEvents { get; set; } = 1;

    /// <summary>What happens to a client that does not keep up.</summary>
    public BehindOptions Behind { get; set; } = new();

    /// <summary>The most deliveries a second that a subscription gets; clients may ask for fewer. What comes in between is delivered together.</summary>
    /// <value>Default none: events are delivered as they come. From 0.01 to 1,000.</value>
    [Range(0.01, 1_000)]
    public double? MaxRate { get; set; }

    /// <summary>How long a subscription's deliveries are apart at least: more events in each write, later by that much at most.</summary>
    /// <value>Default 0 seconds: events are delivered as they come. From 0 seconds to 1 minute. An event that comes after a pause is not held up.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan FlushInterval { get; set; }

    /// <summary>How many of the newest events a subscription begins with that asks for none, and neither continues from a position.</summary>
    /// <value>Default 0: it begins with what is published from then on. From 0 to 1,000. Of use where each event tells everything, as the state of something.</value>
    [Range(0, 1_000)]
    public int Tail { get; set; }

    /// <summary>Whether clients may publish over the hub.</summary>
    /// <value>Default false: only sources, the application itself and HTTP publishers publish.</value>
    public bool AllowClientPublish { get; set; }

    /// <summary>How much is published to one topic on one node, by whomever. More is refused with code 108.</summary>
    /// <value>Default `off`.</value>
    public RateLimit TopicPublishLimit { get; set; }

    /// <summary>Who may do what with topics of this namespace.</summary>
    public PermissionOptions Permissions { get; set; } = new();

    /// <summary>Whether it is known who follows topics of this namespace, and who is told.</summary>
    public PresenceOptions Presence { get; set; } = new();

    /// <summary>Limits of calls about topics of this namespace, in place of <c>Limits:Connection</c>.</summary>
    public NamespaceLimitOptions? Limits { get; set; }

    /// <summary>Whether each event carries the time at which the server accepted it, as <c>meta.time</c> in milliseconds since 1970.</summary>
    /// <value>Default false: an event without key, type and id then has no meta at all.</value>
    public bool StampTime { get; set; }

    /// <summary>Whether <c>event</c> always has four arguments, with <c>null</c> where an event has no meta.</summary>
    /// <value>Default false. Switch it on for typed SignalR clients without our library, which bind a fixed number of arguments.</value>
    public bool AlwaysSendMeta { get; set; }
}

/// <summary>What a client that does not read as fast as events come gets. It never holds up anybody else.</summary>
/// <remarks>
/// A subscription is behind from when an event is due and the connection's one write is pending until it has caught up. The
/// limits count after half a second, since any client needs a moment for a burst, and not while it catches up with what it
/// missed before it subscribed: who comes back after an absence is not slow.
/// </remarks>
public sealed class BehindOptions
{
    /// <summary>What happens when a subscription is behind by more than one of the limits below.</summary>
    /// <value>
    /// Default <c>Recover</c>: it gets every event that is within the limits and in the log; what lies before is announced as a gap.
    /// <c>Latest</c>: of the events that wait it gets the newest of each key; what is left out is announced.
    /// <c>Disconnect</c>: its connection is closed with code 3008, also when the log has dropped what it misses; it may come back and recover.
    /// </value>
    public BehindPolicy Policy { get; set; }

    /// <summary>How many events may wait for a subscription.</summary>
    /// <value>Default none: as many as the log keeps. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int? MaxEvents { get; set; }

    /// <summary>How many bytes of events may wait for a subscription: payloads plus 64 bytes for each event.</summary>
    /// <value>Default none, but with <c>Latest</c> as much as one write takes when no other limit is set. From 1 KiB to 1 GiB.</value>
    [Range(1_024, 1_073_741_824)]
    public long? MaxBytes { get; set; }

    /// <summary>How old the oldest event may be that waits for a subscription; the time that its rate lets events wait comes on top.</summary>
    /// <value>Default none. From 100 milliseconds to 1 hour. One write that takes longer than <c>Connections:WriteTimeout</c> cuts the connection in any case.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan? MaxTime { get; set; }
}

/// <summary>What happens to a subscription that is too far behind.</summary>
public enum BehindPolicy
{
    /// <summary>Everything that is within the limits; a gap notice for what is not.</summary>
    Recover,

    /// <summary>The newest event of each key, and gap notices for what is left out.</summary>
    Latest,

    /// <summary>The connection is closed with code 3008.</summary>
    Disconnect,
}
