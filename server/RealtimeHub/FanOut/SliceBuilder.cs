using System.Buffers;
using RealtimeHub.Diagnostics;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>Builds the slices of one topic and keeps the latest ones. Touched only by its shard's loop; no lock.</summary>
internal sealed class SliceBuilder
{
    private readonly TopicLog _log;
    private readonly int _maxBytes;
    private readonly RealtimeHubMetrics _metrics;
    private readonly ArrayBufferWriter<byte> _buffer;
    private readonly EventShape _shape;
    private readonly Dictionary<string, byte[]> _prefixes = [];

    // A small ring: subscribers stand at few different offsets, most of them at the same one.
    private readonly Slice?[] _kept;
    private int _next;

    /// <param name="log">The topic.</param>
    /// <param name="maxBytes">Where a slice ends.</param>
    /// <param name="kept">How many slices are remembered.</param>
    /// <param name="buffer">Scratch space that all topics of the shard share.</param>
    /// <param name="metrics">Where built slices are counted.</param>
    public SliceBuilder(TopicLog log, int maxBytes, int kept, ArrayBufferWriter<byte> buffer, RealtimeHubMetrics metrics)
    {
        _log = log;
        _maxBytes = maxBytes;
        _kept = new Slice?[kept];
        _buffer = buffer;
        _metrics = metrics;
        _shape = new EventShape(log.Settings.StampTime, log.Settings.AlwaysSendMeta);
    }

    /// <summary>The slice that begins at <paramref name="cursor"/>, which lies before the head.</summary>
    public Slice From(long cursor, IEventEncoder encoder)
    {
        foreach (var slice in _kept)
        {
            if (slice is not null && slice.From == cursor && slice.Protocol == encoder.Protocol) return slice;
        }

        var built = Build(cursor, encoder);
        _kept[_next] = built;
        _next = (_next + 1) % _kept.Length;
        return built;
    }

    private Slice Build(long cursor, IEventEncoder encoder)
    {
        var read = _log.ReadForward(cursor, int.MaxValue, _maxBytes);
        _buffer.ResetWrittenCount();
        var hasGap = read.After > cursor;
        if (hasGap) encoder.WriteGap(_buffer, _log.Name.Value, cursor, read.After, read.GoneBecause);
        var (events, length) = WriteEvents(read.Events, encoder);
        _metrics.SliceBuilt();
        return new Slice(encoder.Protocol, cursor, read.After + events, events, hasGap, _buffer.WrittenSpan[..length].ToArray());
    }

    /// <summary>Writes as many events as fit, but one at least. Encoded they may be several times as large as they count in the log.</summary>
    /// <returns>How many they are, and where in the buffer the last of them ends.</returns>
    private (int Events, int Length) WriteEvents(TopicEvent[] items, IEventEncoder encoder)
    {
        var prefix = Prefix(encoder);
        var (events, length) = (0, _buffer.WrittenCount);
        foreach (var item in items)
        {
            encoder.WriteEvent(_buffer, prefix, item, _shape);
            if (_buffer.WrittenCount > _maxBytes && events > 0) break;
            (events, length) = (events + 1, _buffer.WrittenCount);
        }

        return (events, length);
    }

    private byte[] Prefix(IEventEncoder encoder)
    {
        if (!_prefixes.TryGetValue(encoder.Protocol, out var prefix))
        {
            _prefixes[encoder.Protocol] = prefix = encoder.TopicPrefix(_log.Name.Value);
        }

        return prefix;
    }
}
