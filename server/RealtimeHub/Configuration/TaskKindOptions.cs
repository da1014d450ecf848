using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>How tasks of one kind are run.</summary>
public sealed class TaskKindOptions : IValidatableObject
{
    /// <summary>How many tasks of the kind a node works on at once.</summary>
    /// <value>Default 4. From 1 to 1,000.</value>
    [Range(1, 1_000)]
    public int Workers { get; set; } = 4;

    /// <summary>How many tasks of the kind may wait for their turn.</summary>
    /// <value>Default 1,000. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = 1_000;

    /// <summary>How many of them one user may have waiting, so that nobody takes all the room; all who have not said who they are count as one user. What the application and services start is not counted.</summary>
    /// <value>Default 100. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int CapacityPerUser { get; set; } = 100;

    /// <summary>
    /// How long the start of a task, over HTTP or by the application, waits for room when as many wait as may. After that it is refused with code 114, and 503 with <c>Retry-After</c> over HTTP. On the hub it is refused
    /// at once, whatever this says: the other calls of the connection would wait, too.
    /// </summary>
    /// <value>Default 0 seconds: it is refused at once. From 0 seconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan WaitForRoom { get; set; }

    /// <summary>
    /// How many starts of a node may wait for room at once, as long as <c>WaitForRoom</c> lets them; in their order. One more is refused at once. One user may have a quarter of them (at least one) waiting; all who have not
    /// said who they are count as one user, and what the application and services start is bounded by nothing but the whole.
    /// </summary>
    /// <value>Default 100. From 1 to 10,000.</value>
    [Range(1, 10_000)]
    public int MaxWaitingForRoom { get; set; } = 100;

    /// <summary>How long one attempt may take.</summary>
    /// <value>Default 10 minutes. From 10 milliseconds to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "7.00:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many attempts may fail before the task does.</summary>
    /// <value>Default 3. From 1 to 100.</value>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>About how long the first pause is after a failed attempt. Each further one is longer, at random, so that what failed together does not come back together.</summary>
    /// <value>Default 1 second. From 10 milliseconds to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause after a failed attempt.</summary>
    /// <value>Default 5 minutes. From 10 milliseconds to 7 days, and not shorter than <c>RetryDelay</c>.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "7.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>What an attempt needs of <c>Tasks:Resources</c>: one of each.</summary>
    public List<string> Resources { get; set; } = [];

    /// <summary>
    /// Whether handlers compute rather than wait: then each attempt has a thread of its own, which gets the processor when nobody else wants it. <c>Tasks:HeavyAtOnce</c> of them compute at once; they change over when
    /// their handlers report.
    /// </summary>
    /// <value>Default false: they run on the thread pool, as requests do.</value>
    public bool IsHeavy { get; set; }

    /// <summary>Who may start tasks of the kind, besides the holders of keys that may, and callers on the same machine in Development.</summary>
    /// <value>Default `Nobody`. `User`: everybody with a valid token, and whom the application has authenticated. `Anonymous`: everybody who may connect.</value>
    public TaskStarters Starters { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxRetryDelay < RetryDelay) yield return new ValidationResult($"{nameof(MaxRetryDelay)} is shorter than {nameof(RetryDelay)}", [nameof(MaxRetryDelay)]);
    }
}

/// <summary>Clients who may start background tasks.</summary>
public enum TaskStarters
{
    /// <summary>No client: the application itself, and holders of keys.</summary>
    Nobody,

    /// <summary>Everybody with a valid token, and whom the application has authenticated.</summary>
    User,

    /// <summary>Everybody who may connect.</summary>
    Anonymous,
}
