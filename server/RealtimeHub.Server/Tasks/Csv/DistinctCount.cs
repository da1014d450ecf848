namespace RealtimeHub.Server.Tasks.Csv;

/// <summary>
/// Counts different values in bounded memory. It keeps the smallest of their hashes: as long as these are all there are, they are the count; after that the place of the largest one of
/// them tells how densely hashes lie, and so how many there are ("k minimum values"; with 1,024 of them within 3 % in two of three cases).
/// </summary>
internal sealed class DistinctCount
{
    private const int Kept = 1_024;

    // Both hold the same hashes; the first one to be dropped is the largest.
    private readonly HashSet<ulong> _smallest = [];
    private readonly PriorityQueue<ulong, ulong> _largestFirst = new(Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
    private ulong _limit = ulong.MaxValue;

    /// <summary>Whether no value had to be left out.</summary>
    public bool IsExact { get; private set; } = true;

    public long Count => IsExact ? _smallest.Count : (long)Math.Round((Kept - 1) / (_limit / (double)ulong.MaxValue));

    public void Add(string value)
    {
        var hash = HashOf(value);
        if (hash > _limit || !_smallest.Add(hash)) return;
        _largestFirst.Enqueue(hash, hash);
        if (_smallest.Count <= Kept) return;
        _smallest.Remove(_largestFirst.Dequeue());
        _limit = _largestFirst.Peek();
        IsExact = false;
    }

    /// <summary>FNV-1a, and a last stir (that of MurmurHash3) that spreads it over all bits. The framework's own hash has half as many.</summary>
    private static ulong HashOf(string value)
    {
        var hash = 14_695_981_039_346_656_037;
        foreach (var c in value) hash = (hash ^ c) * 1_099_511_628_211;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }
}
