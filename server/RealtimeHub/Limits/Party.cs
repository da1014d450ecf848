namespace RealtimeHub.Limits;

/// <summary>A user or an address: the buckets that all its connections and requests share, and how many connections it has.</summary>
internal sealed class Party
{
    private const int Retired = int.MinValue;

    // Several fields of it are touched on every shard: they are no more than numbers.
    private long _total;
    private long _publish;
    private long _connects;
    private long _wrongKeys;
    private int _connections;
    private int _anonymous;

    /// <summary>What <see cref="TokenBucket.Take"/> takes from.</summary>
    public ref long Total => ref _total;

    public ref long Publish => ref _publish;

    public ref long Connects => ref _connects;

    public ref long WrongKeys => ref _wrongKeys;

    /// <summary>Open connections, or less than 0 when it is forgotten.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Those of them that belong to nobody in particular.</summary>
    public int Anonymous => Volatile.Read(ref _anonymous);

    /// <summary>Counts a connection.</summary>
    /// <returns>False when the party is forgotten meanwhile: there is another one of its name.</returns>
    public bool TryEnter(bool isAnonymous)
    {
        while (true)
        {
            var connections = Volatile.Read(ref _connections);
            if (connections < 0) return false;
            if (Interlocked.CompareExchange(ref _connections, connections + 1, connections) != connections) continue;
            if (isAnonymous) Interlocked.Increment(ref _anonymous);
            return true;
        }
    }

    public void Leave(bool isAnonymous)
    {
        if (isAnonymous) Interlocked.Decrement(ref _anonymous);
        Interlocked.Decrement(ref _connections);
    }

    /// <summary>Ends it when it has no connection and its buckets are full: nobody could tell it from a new one.</summary>
    public bool TryRetire(long now) =>
        Volatile.Read(ref _total) <= now && Volatile.Read(ref _publish) <= now && Volatile.Read(ref _connects) <= now && Volatile.Read(ref _wrongKeys) <= now
        && Interlocked.CompareExchange(ref _connections, Retired, 0) == 0;
}
