namespace RealtimeHub.Client;

/// <summary>How a topic is delivered: as the application wishes, or as the server does it.</summary>
public sealed record Rate
{
    /// <summary>
    /// At most so many deliveries a second; more than zero, fractions allowed. All events come, several at a time. The server rounds down
    /// and never goes above what the namespace allows.
    /// </summary>
    /// <value>Default <see langword="null"/>: no limit.</value>
    public double? MaxRate { get; init; }

    /// <summary>
    /// Only the newest event per key (events without a key count as one key) of what came since the last delivery. Offsets that were
    /// replaced are skipped without a notice. Makes sense with <see cref="MaxRate"/>.
    /// </summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool Conflate { get; init; }

    internal Rate Checked() =>
        MaxRate is null or (> 0 and < double.PositiveInfinity)
            ? this
            : throw new ArgumentOutOfRangeException(nameof(MaxRate), MaxRate, "MaxRate must be more than zero, or null for no limit.");
}
