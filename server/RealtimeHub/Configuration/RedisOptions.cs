using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>The Redis that several nodes share. With it their topics, presence, revocations and operators' commands are one; limits count on each node. Without it each node is alone.</summary>
public sealed class RedisOptions : IValidatableObject
{
    /// <summary>The longest prefix, in characters.</summary>
    public const int MaxPrefixLength = 32;

    /// <summary>
    /// Where Redis is, as StackExchange.Redis writes it: <c>redis:6379,user=realtimehub,password=...,ssl=true</c>; several endpoints for a Cluster;
    /// <c>sentinel-1:26379,sentinel-2:26379,serviceName=mymaster</c> for Sentinel.
    /// </summary>
    /// <value>Default none: one node, with its topics in memory.</value>
    [DataType(DataType.Password)]
    public string? Configuration { get; set; }

    /// <summary>What the names of all keys and channels begin with. Nodes with different prefixes on one Redis know nothing of each other.</summary>
    /// <value>Default <c>rh</c>. 1 to 32 characters of <c>A-Z a-z 0-9 _ -</c>.</value>
    public string Prefix { get; set; } = "rh";

    /// <summary>How long one command may take. A publish that takes longer gets code 114 (HTTP 503), and may be tried again with the same idempotency key.</summary>
    /// <value>Default 2 seconds. From 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many publishes may wait for Redis on one node. More get code 114 at once.</summary>
    /// <value>Default 20,000. From 100 to 1,000,000.</value>
    [Range(100, 1_000_000)]
    public int MaxPending { get; set; } = 20_000;

    /// <summary>How often a node compares its copy of each topic that somebody follows with Redis. So long a lost message can go unnoticed when none comes after it.</summary>
    /// <value>Default 5 seconds. From 100 milliseconds to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a node publishes something to itself, to see whether messages of Redis reach it. What has not come by the next time makes it not ready, and its subscriptions are made anew.</summary>
    /// <value>Default 4 seconds. From 100 milliseconds to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a node goes on following a topic after its last subscriber has left: who comes back finds it.</summary>
    /// <value>Default 30 seconds. From 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Redis remembers the epoch and the newest offset of a topic to which nothing is published.</summary>
    /// <value>Default 30 days. From 1 hour to 366 days; longer than <c>MaxAge</c> of any namespace.</value>
    [Range(typeof(TimeSpan), "01:00:00", "366.00:00:00")]
    public TimeSpan PositionExpiry { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often a node tells the others that it is there, and what it does.</summary>
    /// <value>Default 5 seconds. From 100 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node that has not been heard of still counts as there.</summary>
    /// <value>Default 25 seconds. From 500 milliseconds to 10 minutes; twice the <c>HeartbeatInterval</c> at least.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan NodeExpiry { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// How long publishing waits, after Redis was restarted or another server took over, until every node has compared what it knows with what is left.
    /// Until then nobody could tell whether an offset would be used twice.
    /// </summary>
    /// <value>Default 3 seconds. From 100 milliseconds to 1 minute. Nodes that have not answered by then are not waited for.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SurveyTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether there is one.</summary>
    internal bool IsOn => !string.IsNullOrWhiteSpace(Configuration);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Prefix.Length is 0 or > MaxPrefixLength || !Prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            yield return new ValidationResult($"'{Prefix}' is not a prefix: use 1 to {MaxPrefixLength} of A-Z a-z 0-9 _ -", [nameof(Prefix)]);
        }

        if (NodeExpiry < 2 * HeartbeatInterval) yield return new ValidationResult("is shorter than two heartbeats: nodes would come and go", [nameof(NodeExpiry)]);
        if (IsOn && FindProblem(Configuration!) is { } problem) yield return new ValidationResult(problem, [nameof(Configuration)]);
    }

    // The text itself is not repeated: it may hold a password.
    private static string? FindProblem(string configuration)
    {
        try
        {
            return StackExchange.Redis.ConfigurationOptions.Parse(configuration).EndPoints.Count > 0 ? null : "names no endpoint: use host:port";
        }
        catch (ArgumentException)
        {
            return "cannot be read: use host:port,option=value as StackExchange.Redis does";
        }
    }
}
