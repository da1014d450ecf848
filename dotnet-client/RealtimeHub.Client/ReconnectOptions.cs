namespace RealtimeHub.Client;

/// <summary>
/// How the client comes back after a break. Each wait is chosen at random up to a bound that doubles from
/// <see cref="MinDelay"/> to <see cref="MaxDelay"/> ("full jitter"), so that many clients do not return at one moment.
/// No wait is shorter than 100 ms, unless <see cref="MinDelay"/> is.
/// </summary>
public sealed record ReconnectOptions
{
    /// <summary>The bound of the first wait.</summary>
    /// <value>Default 0.5 s. More than zero.</value>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The bound that no wait exceeds, unless the server itself asks for a longer one.</summary>
    /// <value>Default 20 s. At least <see cref="MinDelay"/>.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Give up after so many tries in a row that led to no lasting connection: none at all, or one that ended before it was
    /// <see cref="MaxDelay"/> old. Lasting ones also bring the waits back to <see cref="MinDelay"/>.
    /// </summary>
    /// <value>Default <see langword="null"/>: never. At least 1.</value>
    public int? MaxAttempts { get; init; }
}
