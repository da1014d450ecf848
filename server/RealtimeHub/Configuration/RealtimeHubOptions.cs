using System.ComponentModel.DataAnnotations;
using RealtimeHub.Contracts;

namespace RealtimeHub.Configuration;

/// <summary>Everything that can be set, under <c>RealtimeHub</c> in the configuration.</summary>
public sealed class RealtimeHubOptions : IValidatableObject
{
    /// <summary>The configuration section that is bound to this class.</summary>
    public const string Section = "RealtimeHub";

    /// <summary>Settings of the topics whose name has no namespace (no <c>:</c>).</summary>
    public NamespaceOptions DefaultNamespace { get; set; } = new();

    /// <summary>The namespaces by name: the text before the first <c>:</c> of a topic. A topic of any other namespace is refused with code 102.</summary>
    public Dictionary<string, NamespaceOptions> Namespaces { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How many topics there may be and how long unused ones stay.</summary>
    public TopicOptions Topics { get; set; } = new();

    /// <summary>Limits on what is published.</summary>
    public IngestOptions Ingest { get; set; } = new();

    /// <summary>How events are spread over the connections.</summary>
    public FanOutOptions FanOut { get; set; } = new();

    /// <summary>Limits on each client connection.</summary>
    public ConnectionOptions Connections { get; set; } = new();

    /// <summary>How the node lets its clients go, before it stops and when an operator wants it.</summary>
    public DrainOptions Drain { get; set; } = new();

    /// <summary>How much each connection, user, address and key may ask for.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>How sockets are served.</summary>
    public TransportOptions Transport { get; set; } = new();

    /// <summary>Who may connect and publish.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>How clients say who they are.</summary>
    public TokenOptions Tokens { get; set; } = new();

    /// <summary>Who is asked what clients may do, where the permissions say so.</summary>
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>Background work.</summary>
    public TaskOptions Tasks { get; set; } = new();

    /// <summary>The Redis that several nodes share.</summary>
    public RedisOptions Redis { get; set; } = new();

    /// <summary>The statistics that the server publishes about itself.</summary>
    public ServerStatsOptions ServerStats { get; set; } = new();

    /// <summary>The largest result of a task that its report can carry, in bytes: a report is an event.</summary>
    internal int LargestResult => Math.Max(0, Math.Min(Tasks.MaxResultBytes, Ingest.MaxEventBytes - TaskOptions.ReportBytes));

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var name in Namespaces.Keys.Where(name => name.Contains(':') || name.StartsWith('$') || !TopicName.TryParse(name, out _)))
        {
            yield return new ValidationResult($"'{name}' is not a name for a namespace: use A-Z a-z 0-9 _ . / -", [nameof(Namespaces)]);
        }

        foreach (var (name, settings) in Namespaces.Append(new(nameof(DefaultNamespace), DefaultNamespace)).Where(entry => entry.Value.MaxEvents > 0 && entry.Value.GuaranteedEvents > entry.Value.MaxEvents))
        {
            yield return new ValidationResult($"GuaranteedEvents of {name} is larger than its MaxEvents", [nameof(Namespaces)]);
        }

        foreach (var (name, _) in Namespaces.Append(new(nameof(DefaultNamespace), DefaultNamespace)).Where(entry => entry.Value.Presence is { Events: true, Enabled: false }))
        {
            yield return new ValidationResult($"{name} has Presence:Events, but no Presence:Enabled", [nameof(Namespaces)]);
        }

        if (Access.PersonalNamespace is { } personal && !Namespaces.ContainsKey(personal))
        {
            yield return new ValidationResult($"PersonalNamespace is {personal}, and there is no such namespace: set something of RealtimeHub:Namespaces:{personal}, such as MaxEvents", [nameof(Access)]);
        }

        if (Ingest.MaxBatchBytes < Ingest.MaxEventBytes)
        {
            yield return new ValidationResult("MaxBatchBytes is smaller than MaxEventBytes: no batch could carry the largest event", [nameof(Ingest)]);
        }
    }
}

/// <summary>Bounds on the topics of the node.</summary>
public sealed class TopicOptions
{
    /// <summary>How many topics the node holds at once. A publish or subscribe that would make another one gets code 113.</summary>
    /// <value>Default 100,000. From 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int MaxTopics { get; set; } = 100_000;

    /// <summary>
    /// How many bytes the logs of all topics together may hold. Beyond that the topics that were not used for longest lose
    /// their oldest events first, down to <c>GuaranteedEvents</c> of their namespace.
    /// </summary>
    /// <value>Default none: half of the memory that the process may use. From 1 MiB to 16 TiB.</value>
    [Range(1_048_576, 17_592_186_044_416)]
    public long? MaxTotalBytes { get; set; }

    /// <summary>How long a topic without subscribers and without events stays; its position is forgotten with it.</summary>
    /// <value>Default 10 minutes. From 1 second to 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan UnusedExpiry { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often old events and unused topics are looked for.</summary>
    /// <value>Default 5 seconds. From 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Limits on what is published.</summary>
public sealed class IngestOptions
{
    /// <summary>The largest payload of one event, in bytes. A larger one gets code 107 (HTTP 413).</summary>
    /// <value>Default 65,536. From 1 to 16 MiB.</value>
    [Range(1, 16_777_216)]
    public int MaxEventBytes { get; set; } = 65_536;

    /// <summary>The largest body of one batch, in bytes.</summary>
    /// <value>Default 8 MiB. From 1 KiB to 256 MiB.</value>
    [Range(1_024, 268_435_456)]
    public int MaxBatchBytes { get; set; } = 8 * 1_024 * 1_024;

    /// <summary>The most events in one batch.</summary>
    /// <value>Default 1,000. From 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxBatchEvents { get; set; } = 1_000;

    /// <summary>How deep JSON may be nested.</summary>
    /// <value>
    /// Default 60. From 1 to 60: SignalR's own clients read 64 levels, of which a hub message takes up to four. A deeper
    /// event would end the connection of each of them.
    /// </value>
    [Range(1, 60)]
    public int MaxJsonDepth { get; set; } = 60;

    /// <summary>How long an idempotency key is remembered.</summary>
    /// <value>Default 5 minutes. From 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan IdempotencyWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many idempotency keys are remembered at most; beyond that the oldest are forgotten early.</summary>
    /// <value>Default 100,000. From 1 to 10,000,000. Up to 1 KiB each, with the longest topic and key.</value>
    [Range(1, 10_000_000)]
    public int MaxIdempotencyKeys { get; set; } = 100_000;

    /// <summary>The most events in one answer of the history.</summary>
    /// <value>Default 1,000. From 1,000 to 100,000; clients rely on 1,000.</value>
    [Range(1_000, 100_000)]
    public int MaxHistoryEvents { get; set; } = 1_000;

    /// <summary>The most payload bytes in one answer of the history; at least one event is always answered.</summary>
    /// <value>Default 1 MiB. From 1 KiB to 64 MiB.</value>
    [Range(1_024, 67_108_864)]
    public int MaxHistoryBytes { get; set; } = 1_024 * 1_024;
}

/// <summary>How events are spread over the connections.</summary>
public sealed class FanOutOptions
{
    /// <summary>How many shards share the connections. Each is one event loop, which serves their sockets, too; more of them use more cores.</summary>
    /// <value>Default 0: one for each core; half the cores, at least 1 and at most 8, where there are no event loops. From 0 to 64.</value>
    [Range(0, 64)]
    public int Shards { get; set; }

    /// <summary>
    /// How long events of a busy topic wait at most for others, to be written together. A topic is busy when delivering to all its subscribers
    /// takes a good part of the time between its events; an event after a pause never waits.
    /// </summary>
    /// <value>Default 5 milliseconds. From 0 seconds to 1 second. 0 switches it off; longer delays cost less CPU at high rates.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan MaxBatchDelay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The largest slice: how many bytes one write hands to a connection. An event that is larger goes alone.</summary>
    /// <value>Default 65,536. From 1 KiB to 16 MiB.</value>
    [Range(1_024, 16_777_216)]
    public int MaxSliceBytes { get; set; } = 65_536;

    /// <summary>How many bytes of encoded events each shard keeps for subscribers that stand at different offsets. They are let go when nobody wants them.</summary>
    /// <value>Default 32 MiB. From 64 KiB to 16 GiB. Too small only costs CPU: events are encoded again.</value>
    [Range(65_536, 17_179_869_184)]
    public long CacheBytes { get; set; } = 32 * 1_024 * 1_024;
}

/// <summary>How sockets are served.</summary>
public sealed class TransportOptions
{
    /// <summary>Whether WebSockets are served by RealtimeHub's own event loops. Connections with TLS or HTTP/2, and other systems than Linux, take SignalR's own transport in any case.</summary>
    /// <value>Default true.</value>
    public bool Direct { get; set; } = true;

    /// <summary>
    /// Whether Server-Sent Events and long polling are offered besides WebSockets. They need sticky sessions when there are several nodes, and
    /// cost several times as much.
    /// </summary>
    /// <value>Default false.</value>
    public bool OtherTransports { get; set; }

    /// <summary>
    /// Beginnings of HTTP requests that are served on the event loop itself, instead of on the thread pool, when the connection is not
    /// encrypted. For handlers, and middleware before them, that never block.
    /// </summary>
    /// <value>Default <c>POST /v1/topics/</c> in the server, none in other applications.</value>
    public List<string> InlineRequests { get; set; } = [];
}

/// <summary>Limits on each client connection.</summary>
public sealed class ConnectionOptions
{
    /// <summary>How many client connections the node holds at once. One more gets HTTP 503 with <c>Retry-After</c>, when it begins.</summary>
    /// <value>Default none: the limit of open files of the process, less 1,000 of them (a tenth, when that is less). From 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int? MaxConnections { get; set; }

    /// <summary>How many topics one connection may follow. One more gets code 106.</summary>
    /// <value>Default 128. From 1 to 100,000.</value>
    [Range(1, 100_000)]
    public int MaxSubscriptions { get; set; } = 128;

    /// <summary>How long one write to a client may take before the connection is cut.</summary>
    /// <value>Default 10 seconds. From 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a client may send nothing, not even a ping, before it counts as gone and its connection is closed with code 3012.
    /// SignalR's clients ping every 15 seconds.
    /// </summary>
    /// <value>Default 30 seconds. From 2 seconds to 1 hour. Long polling needs no pings: each poll is a sign of life.</value>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00")]
    public TimeSpan ClientTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a client hears of the server when there are no events for it: SignalR's clients give up after 30 seconds without a word.</summary>
    /// <value>Default 15 seconds. From 1 second to 10 minutes; whole seconds. Longer intervals need clients with a longer <c>serverTimeout</c>.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The share of <c>MemoryLimit</c> above which new connections get HTTP 503 with <c>Retry-After</c>. Those that are open are served.</summary>
    /// <value>Default 0.9. From 0.1 to 1.</value>
    [Range(0.1, 1)]
    public double MemoryWatermark { get; set; } = 0.9;

    /// <summary>How many bytes of memory the process may use.</summary>
    /// <value>Default none: what the machine or its container allows. From 64 MiB to 16 TiB.</value>
    [Range(67_108_864, 17_592_186_044_416)]
    public long? MemoryLimit { get; set; }

    /// <summary>The largest message that a client may send over the hub, in bytes. A larger one ends its connection.</summary>
    /// <value>Default 96 KiB, so that the largest event fits. From 1 KiB to 16 MiB.</value>
    [Range(1_024, 16_777_216)]
    public int MaxMessageBytes { get; set; } = 98_304;
}

/// <summary>The statistics that the server publishes about itself, to <c>$server:stats</c> and <c>$server:topics</c>.</summary>
public sealed class ServerStatsOptions
{
    /// <summary>Whether they are published.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How often.</summary>
    /// <value>Default 1 second. From 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many topics <c>$server:topics</c> lists, busiest first.</summary>
    /// <value>Default 50. From 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int ListedTopics { get; set; } = 50;
}
