namespace RealtimeHub.Ledger;

/// <summary>
/// Numbers that did not come, as ranges. At most <see cref="MaxRanges"/> are known one by one, to tell a late event from a
/// repeated one; what is missing beyond that is only counted, and taken for a repeat when it comes after all.
/// </summary>
internal sealed class SequenceHoles
{
    public const int MaxRanges = 1_024;

    // Ascending, and apart from each other.
    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>How many numbers are missing.</summary>
    public long Count { get; private set; }

    /// <summary>These are missing; they are larger than all before.</summary>
    public void Add(long first, long last)
    {
        Count += last - first + 1;
        if (_ranges.Count < MaxRanges) _ranges.Add((first, last));
    }

    /// <summary>This one came after all; false when it was not known to be missing.</summary>
    public bool TryFill(long sequence)
    {
        var at = IndexOf(sequence);
        if (at < 0) return false;
        var (first, last) = _ranges[at];
        Count--;
        _ranges.RemoveAt(at);
        if (sequence < last) Put(at, sequence + 1, last);
        if (first < sequence) Put(at, first, sequence - 1);
        return true;
    }

    private void Put(int at, long first, long last)
    {
        if (_ranges.Count < MaxRanges) _ranges.Insert(at, (first, last));
    }

    private int IndexOf(long sequence)
    {
        var (low, high) = (0, _ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else if (_ranges[middle].First > sequence) high = middle - 1;
            else return middle;
        }

        return -1;
    }
}
