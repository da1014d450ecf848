namespace RealtimeHub.FanOut;

/// <summary>The encoded blocks of all topics of a shard, bounded together: the one that was not used for longest goes first.</summary>
internal sealed class BlockCache
{
    private readonly long _maxBytes;
    private readonly LinkedList<Entry> _byUse = new();
    private long _look;

    public BlockCache(long maxBytes) => _maxBytes = maxBytes;

    /// <summary>What all blocks take, in bytes of memory.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a new block in.</summary>
    /// <param name="block">The block.</param>
    /// <param name="forget">Called when it has to go.</param>
    /// <returns>What <see cref="Use"/> and <see cref="Remove"/> want to be given.</returns>
    public LinkedListNode<Entry> Add(EncodedBlock block, Action<EncodedBlock> forget)
    {
        var node = _byUse.AddLast(new Entry(block, forget));
        Use(node);
        return node;
    }

    /// <summary>A block was used, and may have grown.</summary>
    public void Use(LinkedListNode<Entry> node)
    {
        var entry = node.Value;
        Bytes += entry.Block.Size - entry.Counted;
        entry.Counted = entry.Block.Size;
        entry.LastUse = _look;
        if (node.Next is not null)
        {
            _byUse.Remove(node);
            _byUse.AddLast(node);
        }

        while (Bytes > _maxBytes && _byUse.First is { } oldest && oldest != node) Drop(oldest);
    }

    public void Remove(LinkedListNode<Entry> node)
    {
        Bytes -= node.Value.Counted;
        _byUse.Remove(node);
    }

    /// <summary>Called once a second: lets go of what nobody has used since the call before the last.</summary>
    public void ForgetIdle()
    {
        _look++;
        while (_byUse.First is { } oldest && oldest.Value.LastUse < _look - 1) Drop(oldest);
    }

    private void Drop(LinkedListNode<Entry> node)
    {
        Remove(node);
        node.Value.Forget(node.Value.Block);
    }

    /// <summary>A block in the cache.</summary>
    internal sealed class Entry(EncodedBlock block, Action<EncodedBlock> forget)
    {
        public EncodedBlock Block => block;

        public Action<EncodedBlock> Forget => forget;

        public long Counted { get; set; }

        public long LastUse { get; set; }
    }
}
