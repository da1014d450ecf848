using System.Globalization;

namespace RealtimeHub.Ledger;

/// <summary>What a checker found.</summary>
/// <param name="Violations">The first broken promises, word by word.</param>
/// <param name="Broken">How many were broken in all.</param>
/// <param name="Totals">How much was checked: a run that did nothing breaks nothing.</param>
public sealed record LedgerReport(IReadOnlyList<Violation> Violations, long Broken, LedgerTotals Totals)
{
    public override string ToString() =>
        Broken == 0 ? $"no violation; {Totals}" : $"{Broken} violations; {Totals}\n{string.Join('\n', Violations)}";
}

/// <summary>How much a checker has seen.</summary>
public sealed record LedgerTotals
{
    public long Acked { get; internal set; }

    public long Deliveries { get; internal set; }

    /// <summary>Subscribe calls that were answered.</summary>
    public long Subscriptions { get; internal set; }

    /// <summary>Those of them that continued where the subscriber asked.</summary>
    public long Recovered { get; internal set; }

    /// <summary>Those of them that asked for a position and could not continue.</summary>
    public long Unrecovered { get; internal set; }

    public long Gaps { get; internal set; }

    public long Disconnects { get; internal set; }

    /// <summary>Things that could not be compared any more, because what they belong to had left the checker's memory.</summary>
    public long Unchecked { get; internal set; }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Acked:N0} events acknowledged, {Deliveries:N0} deliveries, {Subscriptions:N0} subscriptions ({Recovered:N0} recovered, {Unrecovered:N0} not), {Gaps:N0} gaps, {Disconnects:N0} connections ended, {Unchecked:N0} things unchecked");
}
