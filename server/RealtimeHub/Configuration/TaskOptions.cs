using System.ComponentModel.DataAnnotations;

namespace RealtimeHub.Configuration;

/// <summary>Background work, under <c>RealtimeHub:Tasks</c>.</summary>
public sealed class TaskOptions : IValidatableObject
{
    /// <summary>What a report has besides its result, in bytes: a message and a fault, and each character of them may be escaped.</summary>
    internal const int ReportBytes = 12_288;

    /// <summary>What is left of <c>Drain:Timeout</c> for the hand-over of tasks when the last handler has been given up.</summary>
    private static readonly TimeSpan HandBack = TimeSpan.FromSeconds(1);

    /// <summary>How many tasks there may be at once, those included that have ended and are still kept. One more pushes out the one that ended first; when none has ended it gets code 114.</summary>
    /// <value>Default 50,000. From 1 to 10,000,000. Each has a topic: see <c>Topics:MaxTopics</c>.</value>
    [Range(1, 10_000_000)]
    public int MaxTasks { get; set; } = 50_000;

    /// <summary>How long the last state of a task stays after its end.</summary>
    /// <value>Default 1 hour. From 1 second to 30 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan KeepEnded { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long reports of progress are apart at least; of what comes in between the last one is told.</summary>
    /// <value>Default 200 milliseconds. From 10 milliseconds to 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a node that is not heard of keeps the tasks that it works on; then another one begins their next attempt. Counts with Redis.</summary>
    /// <value>Default 15 seconds. From 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long tasks may go on when the server stops. Those that need longer are cancelled and, where tasks are kept, handed back.</summary>
    /// <value>Default 8 seconds. From 0 seconds to 10 minutes; less where <c>Drain:Timeout</c>, which ends everything, does not leave <c>Grace</c> and a second after it.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a handler may take to obey when its attempt is over: its time, a cancel, the end of the server. Then nobody waits for it any more.</summary>
    /// <value>Default 5 seconds. From 100 milliseconds to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many attempts of kinds that compute (<c>IsHeavy</c>) do so at the same time. Others run, too, but wait for their turns: until one of those reports how far it is, waits for something, or is done.</summary>
    /// <value>Default 0: as many as the server has processors. From 0 to 10,000.</value>
    [Range(0, 10_000)]
    public int HeavyAtOnce { get; set; }

    /// <summary>The largest arguments of a task, in bytes of JSON. Larger ones get code 107.</summary>
    /// <value>Default 16,384 (16 KiB). From 2 to 1,048,576.</value>
    [Range(2, 1_048_576)]
    public int MaxArgumentBytes { get; set; } = 16_384;

    /// <summary>The largest result of a task, in bytes of JSON. With a larger one the task fails.</summary>
    /// <value>Default 32,768 (32 KiB). From 2 to 1,048,576; no more than <c>Ingest:MaxEventBytes</c> leaves beside the rest of a report, 12,288 bytes.</value>
    [Range(2, 1_048_576)]
    public int MaxResultBytes { get; set; } = 32_768;

    /// <summary>The folder in which a single node keeps its tasks over a restart, in one file. A relative path starts at the folder of the server's settings.</summary>
    /// <value>Default none: tasks are gone when the server stops. With Redis they are kept there.</value>
    public string? StateFolder { get; set; }

    /// <summary>The folder whose files tasks may read, and nothing outside of it: those of the kind <c>csv-summary</c> do.</summary>
    /// <value>Default none: they may read no file. A relative path starts at the folder of the server's settings. In Development the server comes with a folder of examples.</value>
    public string? DataFolder { get; set; }

    /// <summary>What only so many tasks of one node may use at once, of whatever kind: a name, and a number from 1 to 10,000. A kind names what it needs.</summary>
    public Dictionary<string, int> Resources { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Settings of the kinds of work, by their names. They win over what the application sets in code.</summary>
    public Dictionary<string, TaskKindOptions> Kinds { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long tasks may go on when the server stops, so that there is time to hand back those whose handlers do not obey.</summary>
    /// <param name="all">When everything is over.</param>
    internal TimeSpan StopWithin(TimeSpan all)
    {
        var left = all - Grace - HandBack;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < StopTimeout ? left : StopTimeout;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, count) in Resources.Where(resource => resource.Value is < 1 or > 10_000))
        {
            yield return new ValidationResult($"{name} is {count}: give a number from 1 to 10,000", [nameof(Resources)]);
        }
    }
}
