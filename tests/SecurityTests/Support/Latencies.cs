namespace SecurityTests.Support;

/// <summary>How long events were under way to the bystanders.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _all = [];

    public TimeSpan Percentile99
    {
        get
        {
            lock (_gate)
            {
                _all.Sort();
                return _all.Count == 0 ? TimeSpan.MaxValue : _all[(int)((_all.Count - 1) * 0.99)];
            }
        }
    }

    public void Add(TimeSpan latency)
    {
        lock (_gate) _all.Add(latency);
    }

    public void Clear()
    {
        lock (_gate) _all.Clear();
    }
}
