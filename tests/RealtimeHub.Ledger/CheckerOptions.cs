namespace RealtimeHub.Ledger;

/// <summary>What is promised in a run, and how much the checker remembers.</summary>
public sealed record CheckerOptions
{
    /// <summary>How many of its newest events each topic keeps for sure. Default 0: nothing is promised, so no reason <c>tooOld</c> is a false alarm.</summary>
    public long Retained { get; init; }

    /// <summary>Whether the topics outlive the server: same epoch, all that was acknowledged. Default false: a restart begins new epochs.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether a <c>gap</c> may come at all. Default true; false for runs in which everybody keeps up.</summary>
    public bool GapsAllowed { get; init; } = true;

    /// <summary>
    /// How many of a topic's newest offsets are remembered, to compare what different witnesses saw there. Default 16,384, about
    /// 150 bytes each. What is older is counted as <see cref="LedgerTotals.Unchecked"/>.
    /// </summary>
    public int Window { get; init; } = 16_384;

    /// <summary>
    /// How many events are remembered that were delivered but not published yet, or the other way round. Default 1,000,000. An
    /// event that leaves this list is judged as if its other half never came.
    /// </summary>
    public int MaxUnmatched { get; init; } = 1_000_000;

    /// <summary>How many idempotency keys are remembered. Default 100,000.</summary>
    public int MaxIdempotencyKeys { get; init; } = 100_000;

    /// <summary>How many violations are kept word by word. Default 100; the others are only counted.</summary>
    public int MaxViolations { get; init; } = 100;
}
