namespace RealtimeHub.Load.Measuring;

/// <summary>What must not happen in a run.</summary>
internal sealed record Faults
{
    /// <summary>Deliveries that never came.</summary>
    public long Lost { get; init; }

    public long Repeated { get; init; }

    public long OutOfOrder { get; init; }

    /// <summary>Gap notices of the server. What they announce is counted as lost too.</summary>
    public long Gaps { get; init; }

    public int BrokenConnections { get; init; }

    /// <summary>Why the first of the broken connections broke.</summary>
    public string? FirstFailure { get; init; }

    /// <summary>Events that the server did not accept, or not in time.</summary>
    public long Unpublished { get; init; }

    public bool Any => Lost + Repeated + OutOfOrder + Gaps + BrokenConnections + Unpublished > 0;
}
