using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Sources;

/// <summary>How sources are run, under <c>RealtimeHub:Sources</c> in the configuration.</summary>
public sealed class SourceOptions : IValidatableObject
{
    /// <summary>How many events of one source may wait to be published. A source that has so many waits in <c>WriteAsync</c>.</summary>
    /// <value>Default 1,024. From 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int Capacity { get; set; } = 1_024;

    /// <summary>How long a source rests after its first failure; each further failure doubles it.</summary>
    /// <value>Default 1 second. From 10 milliseconds to 1 hour. Up to a fifth is taken off at random.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan MinRestartDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest rest after a failure. A source that ran for at least so long starts again at <see cref="MinRestartDelay"/>.</summary>
    /// <value>Default 60 seconds. From <see cref="MinRestartDelay"/> to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxRestartDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MaxRestartDelay < MinRestartDelay)
            yield return new($"{nameof(MaxRestartDelay)} is shorter than {nameof(MinRestartDelay)}.", [nameof(MaxRestartDelay)]);
    }
}
