namespace RealtimeHub.Ledger.Checks;

/// <summary>Collects what the checks find.</summary>
internal sealed class Findings
{
    private readonly List<Violation> _violations = [];
    private readonly int _max;

    public Findings(int max) => _max = max;

    public IReadOnlyList<Violation> Violations => _violations;

    public long Broken { get; private set; }

    public LedgerTotals Totals { get; } = new();

    public void Add(Violation violation)
    {
        Broken++;
        if (_violations.Count < _max) _violations.Add(violation);
    }
}
