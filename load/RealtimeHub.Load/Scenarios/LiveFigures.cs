namespace RealtimeHub.Load.Scenarios;

/// <summary>The last second of a run that goes on. What is null is not known, or does not apply.</summary>
internal readonly record struct LiveFigures
{
    /// <summary>The part of the run, such as <c>warm-up</c> or <c>measuring</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>Seconds of the phase that are over.</summary>
    public required int Second { get; init; }

    /// <summary>How many it has; 0 when nobody knows.</summary>
    public required int Of { get; init; }

    /// <summary>Subscribers that are connected and subscribed.</summary>
    public required int Connections { get; init; }

    /// <summary>Events that came to subscribers in the last second.</summary>
    public double DeliveredPerSecond { get; init; }

    public double PublishedPerSecond { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? P50 { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? P99 { get; init; }

    /// <summary>Of one core.</summary>
    public double? ServerCpuPercent { get; init; }

    public double? ServerMemoryMiB { get; init; }

    /// <summary>Lost, repeated and out of order so far, and connections that broke. A loss shows when a later event comes.</summary>
    public long Faults { get; init; }
}
