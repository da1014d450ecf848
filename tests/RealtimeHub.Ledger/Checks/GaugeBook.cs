namespace RealtimeHub.Ledger.Checks;

/// <summary>Whether gauges tell the truth at rest, and go back to where they began (C11).</summary>
internal sealed class GaugeBook
{
    private readonly Dictionary<string, (long First, long Last)> _gauges = new(StringComparer.Ordinal);
    private readonly Findings _findings;

    public GaugeBook(Findings findings) => _findings = findings;

    public void Read(LedgerEntry.Gauge gauge)
    {
        if (gauge.Value != gauge.Walked) _findings.Add(new Violation.GaugeWrong(gauge.Name, gauge.Value, gauge.Walked));
        var first = _gauges.TryGetValue(gauge.Name, out var known) ? known.First : gauge.Value;
        _gauges[gauge.Name] = (first, gauge.Value);
    }

    /// <summary>The first reading of each gauge is its baseline.</summary>
    public void Finish()
    {
        foreach (var (name, (first, last)) in _gauges)
            if (last != first) _findings.Add(new Violation.GaugeLeaked(name, last, first));
    }
}
