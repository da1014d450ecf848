using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>How the node lets its clients go, before it stops and when an operator wants it.</summary>
/// <remarks>
/// First <c>/health/ready</c> answers 503, then no new connection is taken, then each client is told <c>disconnecting</c> with 3001 and a moment of its own to come back. Publishes are
/// accepted until the end. A node without connections waits for nothing but <c>ReadinessDelay</c>.
/// </remarks>
public sealed class DrainOptions : IValidatableObject
{
    /// <summary>The node needs the rest of its time for goodbyes.</summary>
    private const int ReadinessShare = 2;

    /// <summary>
    /// How long the node serves as before after <c>/health/ready</c> has begun to answer 503. Behind a load balancer that asks for it: a little more than it takes to notice, such as its
    /// interval times the failures that it waits for.
    /// </summary>
    /// <value>Default 0 seconds. From 0 seconds to 10 minutes, and not more than half of <c>Timeout</c>.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadinessDelay { get; set; }

    /// <summary>Goodbyes are spread over this time. Fewer clients than would fill it at a tenth of <c>MaxRate</c> take less.</summary>
    /// <value>Default 5 seconds. From 0 seconds to 1 hour. Shorter when <c>Timeout</c> leaves less.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many goodbyes are said in a second at most. With more connections the window grows, until two thirds of <c>Timeout</c> are over; only then is it more a second.</summary>
    /// <value>Default 1,000. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxRate { get; set; } = 1_000;

    /// <summary>Each client is told a moment of its own within this time, at which it comes back. Other nodes have to bear what comes back then.</summary>
    /// <value>Default 3 seconds. From 0 seconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ComeBackWithin { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// When all of it is over, counted from the beginning. What is still connected after five sixths of it is cut; a process that stops gives up requests and sources that are not done at its
    /// end. Whatever stops the process has to leave it a little more time.
    /// </summary>
    /// <value>Default 15 seconds. From 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ReadinessDelay > Timeout / ReadinessShare)
        {
            yield return new ValidationResult($"it is more than half of Timeout, which is {Timeout}: raise that to {ReadinessDelay * ReadinessShare} or more", [nameof(ReadinessDelay)]);
        }
    }
}
