using System.Buffers;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>
/// The encoded blocks of one topic. Each event is encoded once for each protocol in use, however many subscribers read it
/// at however many offsets. Touched only by its shard's loop.
/// </summary>
internal sealed class TopicBlocks
{
    private readonly TopicLog _log;
    private readonly int _blockBytes;
    private readonly BlockCache _cache;
    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly DeliveryMetrics _metrics;

    // In the order of their protocols and offsets: a topic may have hundreds, and every slice looks for one. None overlaps another.
    private readonly List<LinkedListNode<BlockCache.Entry>> _blocks = [];
    private readonly TopicPrefixes _prefixes;

    public TopicBlocks(TopicLog log, TopicPrefixes prefixes, SliceTools tools)
    {
        _log = log;
        _prefixes = prefixes;
        _blockBytes = tools.MaxBytes;
        _cache = tools.Cache;
        _buffer = tools.Buffer;
        _metrics = tools.Metrics;
    }

    /// <summary>The block with the first event after <paramref name="cursor"/>, and with what the log has of it so far.</summary>
    /// <returns>Null when the log no longer holds that event.</returns>
    public EncodedBlock? Find(long cursor, IEventEncoder encoder)
    {
        while (NodeFor(cursor, encoder) is { } node)
        {
            var block = node.Value.Block;
            if (!block.IsComplete && block.To < _log.Head) Extend(block, cursor, encoder);
            _cache.Use(node);
            if (cursor < block.To) return block;

            // It has become complete without that event: the next block has it.
        }

        return Build(cursor, encoder);
    }

    private LinkedListNode<BlockCache.Entry>? NodeFor(long cursor, IEventEncoder encoder)
    {
        // Only the last one that begins at the cursor or before can have it.
        var index = FirstAfter(cursor, encoder.Protocol) - 1;
        return index >= 0 && _blocks[index].Value.Block is var block && block.Protocol == encoder.Protocol && block.Continues(cursor)
            ? _blocks[index]
            : null;
    }

    /// <summary>The index of the first block of a protocol that begins after an offset; where such a block belongs, when there is none.</summary>
    private int FirstAfter(long offset, string protocol)
    {
        var (low, high) = (0, _blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var block = _blocks[middle].Value.Block;
            var order = string.CompareOrdinal(block.Protocol, protocol);
            (low, high) = order < 0 || (order == 0 && block.After <= offset) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Adds what has come since, and in any case what follows <paramref name="cursor"/>, unless that belongs to another block.</summary>
    private void Extend(EncodedBlock block, long cursor, IEventEncoder encoder)
    {
        do
        {
            var read = _log.ReadForward(block.To, int.MaxValue, _blockBytes);
            if (read.After > block.To) block.IsComplete = true;
            else Encode(block, read.Events, encoder);
        }
        while (!block.IsComplete && block.To <= cursor && block.To < _log.Head);
    }

    private EncodedBlock? Build(long cursor, IEventEncoder encoder)
    {
        var read = _log.ReadBlock(cursor, _blockBytes);
        if (read.Events.Length == 0 || read.After > cursor) return null;
        var endsAt = (read.Events[0].Start / _blockBytes * _blockBytes) + _blockBytes;
        var younger = _blocks.Find(node => node.Value.Block.Protocol == encoder.Protocol && node.Value.Block.EndsAt == endsAt);

        // The newest block begins with its first reader: what came before may interest nobody. As soon as a second one
        // wants more of it, and for blocks that are complete, all of it is encoded, and nobody has to ask again.
        var isWanted = read.IsComplete || younger is not null;
        ReadOnlySpan<TopicEvent> events = isWanted ? read.Events : read.Events.AsSpan((int)(cursor - read.After));
        var block = new EncodedBlock(encoder.Protocol, events[0].Offset - 1, endsAt);
        Encode(block, events, encoder);
        block.IsComplete = read.IsComplete;
        if (younger is not null) Remove(younger);
        var node = _cache.Add(block, Forget);
        _blocks.Insert(FirstAfter(block.After, block.Protocol), node);
        return block;
    }

    private void Encode(EncodedBlock block, ReadOnlySpan<TopicEvent> events, IEventEncoder encoder)
    {
        var prefix = _prefixes.For(encoder);
        var before = block.To;
        foreach (var item in events)
        {
            if (item.Start >= block.EndsAt)
            {
                block.IsComplete = true;
                break;
            }

            _buffer.ResetWrittenCount();
            encoder.WriteEvent(_buffer, prefix, item, _prefixes.Shape);
            block.Add(_buffer.WrittenSpan, item.AppendedAt);
        }

        _metrics.Encoded(block.To - before, encoder.Protocol);
    }

    private void Remove(LinkedListNode<BlockCache.Entry> node)
    {
        _cache.Remove(node);
        _blocks.Remove(node);
    }

    public void Clear()
    {
        foreach (var node in _blocks) _cache.Remove(node);
        _blocks.Clear();
    }

    private void Forget(EncodedBlock block) => _blocks.RemoveAll(node => node.Value.Block == block);
}
