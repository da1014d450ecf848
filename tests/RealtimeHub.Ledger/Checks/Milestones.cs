namespace RealtimeHub.Ledger.Checks;

/// <summary>Answers "how far had this come before that moment", for the last few thousand moments.</summary>
internal sealed class Milestones
{
    private readonly int _kept;

    // A staircase: both the times and the values go up. What a later and smaller value says is said already.
    private readonly List<(long At, long Value)> _steps = [];
    private bool _forgot;

    public Milestones(int kept) => _kept = kept;

    public void Add(long at, long value)
    {
        var i = _steps.Count;
        while (i > 0 && _steps[i - 1].At > at) i--;
        if (i > 0 && _steps[i - 1].Value >= value) return;
        var dominated = i;
        while (dominated < _steps.Count && _steps[dominated].Value <= value) dominated++;
        _steps.RemoveRange(i, dominated - i);
        _steps.Insert(i, (at, value));
        if (_steps.Count < 2 * _kept) return;
        _steps.RemoveRange(0, _kept);
        _forgot = true;
    }

    /// <summary>The largest value that was there before that moment. What happened at the same moment may have happened after it.</summary>
    /// <param name="at">The moment.</param>
    /// <param name="value">0 when there was none.</param>
    /// <returns>False when that is too long ago to tell.</returns>
    public bool TryGetBefore(long at, out long value)
    {
        var (low, high) = (0, _steps.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_steps[middle].At < at) low = middle + 1;
            else high = middle;
        }

        value = low == 0 ? 0 : _steps[low - 1].Value;
        return low > 0 || !_forgot;
    }
}
