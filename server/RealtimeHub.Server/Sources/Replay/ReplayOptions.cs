using System.ComponentModel.DataAnnotations;
using RealtimeHub.Contracts;

namespace RealtimeHub.Server.Sources.Replay;

/// <summary>One file that is replayed: an entry of <c>RealtimeHub:Sources:Replay</c> in the configuration.</summary>
internal sealed class ReplayOptions : IValidatableObject
{
    /// <summary>The file; a relative path starts at the server's content root, where <c>appsettings.json</c> is.</summary>
    [Required]
    public string File { get; set; } = "";

    /// <summary>The topic of the events.</summary>
    public string Topic { get; set; } = "";

    /// <summary>What the file is.</summary>
    /// <value>Default: by its extension, <c>.csv</c> or <c>.ndjson</c> or <c>.jsonl</c>.</value>
    public ReplayFormat Format { get; set; }

    /// <summary>The column, or the property, whose value becomes the key of the event.</summary>
    /// <value>Default none.</value>
    public string? KeyColumn { get; set; }

    /// <summary>The column, or the property, that says when each event happened, which makes the pace.</summary>
    /// <value>Default none: the pace is <see cref="Rate"/>.</value>
    public string? TimeColumn { get; set; }

    /// <summary>How times are written, as a .NET format such as <c>dd.MM.yyyy HH:mm</c>. A time without an offset is taken as UTC.</summary>
    /// <value>Default: ISO 8601, <c>MM/dd/yyyy</c> with or without a time of day, and seconds or milliseconds since 1970.</value>
    public string? TimeFormat { get; set; }

    /// <summary>How many times faster than it happened; only with <see cref="TimeColumn"/>.</summary>
    /// <value>Default 1. From 0.001 to 1,000,000,000. 86,400 replays a day each second.</value>
    [Range(0.001, 1_000_000_000)]
    public double Speed { get; set; } = 1;

    /// <summary>Events per second; only without <see cref="TimeColumn"/>.</summary>
    /// <value>Default 10. From 0.001 to 100,000.</value>
    [Range(0.001, 100_000)]
    public double Rate { get; set; } = 10;

    /// <summary>The longest wait between two events, after <see cref="Speed"/> was applied; also the pause before a loop by time begins anew.</summary>
    /// <value>Default 5 seconds. From 1 millisecond to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan MaxGap { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the file starts again after its end.</summary>
    /// <value>Default false.</value>
    public bool Loop { get; set; }

    /// <summary>The longest line (NDJSON) or field (CSV) that is read, in bytes or characters; a longer one is skipped, or ends a CSV file.</summary>
    /// <value>Default 65,536. From 16 to 16 MiB.</value>
    [Range(16, 16_777_216)]
    public int MaxLength { get; set; } = 65_536;

    /// <summary><see cref="Format"/>, or what the extension of <see cref="File"/> says; <see cref="ReplayFormat.Auto"/> when it says nothing.</summary>
    internal ReplayFormat ActualFormat => Format != ReplayFormat.Auto ? Format : Path.GetExtension(File).ToUpperInvariant() switch
    {
        ".CSV" => ReplayFormat.Csv,
        ".NDJSON" or ".JSONL" => ReplayFormat.Ndjson,
        _ => ReplayFormat.Auto,
    };

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TopicName.TryParse(Topic, out _))
            yield return new($"'{Topic}' is not a topic name: use A-Z a-z 0-9 _ . : / -", [nameof(Topic)]);
        if (File.Length > 0 && ActualFormat == ReplayFormat.Auto)
            yield return new($"set it to Csv or Ndjson: the extension of '{File}' does not tell.", [nameof(Format)]);
    }
}

/// <summary>The kinds of files that can be replayed.</summary>
internal enum ReplayFormat
{
    /// <summary>By the extension of the file.</summary>
    Auto,

    /// <summary>Comma-separated values with a line of column names.</summary>
    Csv,

    /// <summary>One JSON value a line.</summary>
    Ndjson,
}
