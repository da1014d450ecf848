using System.ComponentModel.DataAnnotations;
using RealtimeHub.Contracts;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>One stream of a Redis whose entries become events: an entry of <c>RealtimeHub:Sources:RedisStreams</c> in the configuration.</summary>
internal sealed class RedisStreamOptions : IValidatableObject
{
    /// <summary>Where the Redis is, as StackExchange.Redis writes it.</summary>
    /// <value>Default none: that of <c>RealtimeHub:Redis</c>.</value>
    [DataType(DataType.Password)]
    public string? Configuration { get; set; }

    /// <summary>The key of the stream.</summary>
    [Required]
    public string Stream { get; set; } = "";

    /// <summary>The consumer group, which is made when it is not there. All nodes with the same group share the entries.</summary>
    /// <value>Default `realtimehub`.</value>
    [Required]
    public string Group { get; set; } = "realtimehub";

    /// <summary>Where a group that is made begins.</summary>
    /// <value>Default `Beginning`: with all that the stream has. `End`: with what comes from then on. A group that was lost, and is made again, begins at the beginning in any case.</value>
    public RedisStreamStart StartAt { get; set; }

    /// <summary>The topic of the events.</summary>
    /// <value>Default none: each entry names it in its <see cref="TopicField"/>.</value>
    public string? Topic { get; set; }

    /// <summary>The field of an entry that names the topic; it wins over <see cref="Topic"/>.</summary>
    /// <value>Default `topic`.</value>
    public string TopicField { get; set; } = "topic";

    /// <summary>The field that holds the data: JSON, or else a text.</summary>
    /// <value>Default `data`. An entry without it becomes a JSON object of all its fields.</value>
    public string DataField { get; set; } = "data";

    /// <summary>The field whose value becomes the key of the event.</summary>
    /// <value>Default `key`.</value>
    public string KeyField { get; set; } = "key";

    /// <summary>How many entries are taken at once.</summary>
    /// <value>Default 100. From 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 100;

    /// <summary>How often it is looked for new entries when there are none.</summary>
    /// <value>Default 100 milliseconds. From 1 millisecond to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long somebody else may hold an entry without acknowledging it, before this node takes it over. Not longer than <c>Ingest:IdempotencyWindow</c>: by then nobody knows any more whether it was published.</summary>
    /// <value>Default 1 minute. From 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan TakeOverAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often an entry may be tried that makes the publish fail, or whose consumer dies each time; then it is set aside. Those that wait behind it count nothing. A refusal that says "not now" does not count: it is waited for.</summary>
    /// <value>Default 25. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxTries { get; set; } = 25;

    /// <summary>The stream for entries that cannot become events; each with the reason, the id that it had, and its fields.</summary>
    /// <value>Default none: the name of the stream and `:poison`.</value>
    public string? PoisonStream { get; set; }

    /// <summary>About how many entries are kept there; the oldest go first.</summary>
    /// <value>Default 10,000. From 1 to 10,000,000.</value>
    [Range(1, 10_000_000)]
    public int MaxPoison { get; set; } = 10_000;

    /// <summary>Where poison goes.</summary>
    internal string Poison => PoisonStream ?? $"{Stream}:poison";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Topic is not null && !TopicName.TryParse(Topic, out _)) yield return new ValidationResult($"'{Topic}' is not a topic name", [nameof(Topic)]);
        if (TopicName.TryParse(Topic, out var topic) && topic.IsReserved) yield return new ValidationResult($"'{topic}' is a topic of the server itself", [nameof(Topic)]);
        if (Poison == Stream) yield return new ValidationResult("is the stream itself: what is set aside would come again", [nameof(PoisonStream)]);

        if (Configuration is not null && !CanRead(Configuration)) yield return new ValidationResult("cannot be read: use host:port,option=value as StackExchange.Redis does", [nameof(Configuration)]);
    }

    private static bool CanRead(string configuration)
    {
        try
        {
            return StackExchange.Redis.ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>Where a consumer group begins.</summary>
internal enum RedisStreamStart
{
    Beginning,
    End,
}
