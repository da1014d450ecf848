using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>Makes the slices of one topic, and remembers the latest: most subscribers want the same one. Touched only by its shard's loop.</summary>
internal sealed class TopicSlices
{
    /// <summary>Subscribers stand at few different offsets at a time; what is not remembered costs little to make again.</summary>
    private const int Remembered = 4;

    private readonly TopicLog _log;
    private readonly SliceTools _tools;
    private readonly TopicPrefixes _prefixes;
    private readonly TopicBlocks _blocks;
    private readonly (long UpTo, Slice Slice)[] _latest = new (long, Slice)[Remembered];
    private int _next;
    private bool _wasUsed;

    public TopicSlices(TopicLog log, SliceTools tools)
    {
        _log = log;
        _tools = tools;
        _prefixes = new TopicPrefixes(log);
        _blocks = new TopicBlocks(log, _prefixes, tools);
    }

    /// <summary>The slice that begins at <paramref name="cursor"/>, which lies before <paramref name="upTo"/>, and ends there at the latest.</summary>
    public Slice From(long cursor, long upTo, SliceKind kind, IEventEncoder encoder)
    {
        _wasUsed = true;
        foreach (var (end, slice) in _latest)
        {
            if (end == upTo && slice.From == cursor && slice.Kind == kind && slice.Protocol == encoder.Protocol)
            {
                _tools.Metrics.SliceShared();
                return slice;
            }
        }

        var made = Make(cursor, upTo, kind, encoder);
        _tools.Metrics.SliceBuilt();
        _latest[_next] = (upTo, made);
        _next = (_next + 1) % Remembered;
        return made;
    }

    /// <summary>A notice that takes a subscriber on without events.</summary>
    public Slice Gap(long from, long to, string reason, IEventEncoder encoder)
    {
        _tools.Buffer.ResetWrittenCount();
        encoder.WriteGap(_tools.Buffer, _log.Name.Value, from, to, reason);
        return new Slice(encoder.Protocol, from, to, events: 0, _tools.Buffer.WrittenSpan.ToArray()) { Gaps = 1, GapReason = reason };
    }

    /// <summary>Called once a second: lets go of the latest slices when nobody has wanted one since the last call.</summary>
    public void ForgetWhenIdle()
    {
        if (!_wasUsed) Array.Clear(_latest);
        _wasUsed = false;
    }

    /// <summary>The topic is not followed any more.</summary>
    public void Clear() => _blocks.Clear();

    private Slice Make(long cursor, long upTo, SliceKind kind, IEventEncoder encoder)
    {
        while (true)
        {
            if (kind == SliceKind.All && _blocks.Find(cursor, encoder) is { } block) return block.Window(cursor, upTo, _tools.MaxBytes);
            var (gone, because) = _log.GoneAfter(cursor);
            if (gone > cursor) return Gap(cursor, Math.Min(gone, upTo), because, encoder);
            if (kind != SliceKind.All && _tools.Conflation.Newest(_log, cursor, upTo) is { } newest) return Conflated(cursor, newest, kind, encoder);

            // The log dropped events in the middle of the look: the next one sees it.
        }
    }

    /// <summary>As many of the events as fit, but one at least.</summary>
    private Slice Conflated(long cursor, IReadOnlyList<TopicEvent> newest, SliceKind kind, IEventEncoder encoder)
    {
        var (output, prefix) = (_tools.Buffer, _prefixes.For(encoder));
        output.ResetWrittenCount();
        var (to, events, gaps, length) = (cursor, 0, 0, 0);
        foreach (var item in newest)
        {
            var jumps = item.Offset > to + 1 && kind == SliceKind.NewestWithGaps;
            if (jumps) encoder.WriteGap(output, _log.Name.Value, to, item.Offset - 1, GapReasons.Slow);
            encoder.WriteEvent(output, prefix, item, _prefixes.Shape);
            if (output.WrittenCount > _tools.MaxBytes && events > 0) break;
            (to, events, gaps, length) = (item.Offset, events + 1, gaps + (jumps ? 1 : 0), output.WrittenCount);
        }

        _tools.Metrics.Encoded(events, encoder.Protocol);
        var appendedAt = newest[0].AppendedAt;
        _tools.Conflation.Forget();
        return new Slice(encoder.Protocol, cursor, to, events, output.WrittenSpan[..length].ToArray())
        {
            Kind = kind, Gaps = gaps, GapReason = gaps > 0 ? GapReasons.Slow : null, AppendedAt = appendedAt,
        };
    }
}
