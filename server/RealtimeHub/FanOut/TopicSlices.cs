using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>Makes the slices of one topic, and remembers the latest: most subscribers want the same one. Touched only by its shard's loop.</summary>
internal sealed class TopicSlices
{
    /// <summary>Subscribers stand at few different offsets at a time; what is not remembered costs little to make again.</summary>
    private const int Remembered = 4;

    /// <summary>One for each protocol. They hold events, and bytes as far as somebody wanted them.</summary>
    private const int Runs = 2;

    private readonly TopicLog _log;
    private readonly SliceTools _tools;
    private readonly TopicPrefixes _prefixes;
    private readonly TopicBlocks _blocks;

    // With what was asked for: a notice for who wants the newest events is none for who wants all of them.
    private readonly (long UpTo, SliceKind Kind, Slice Slice)[] _latest = new (long, SliceKind, Slice)[Remembered];
    private readonly ConflatedRun?[] _runs = new ConflatedRun?[Runs];
    private int _next;
    private int _nextRun;
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
        foreach (var (end, asked, slice) in _latest)
        {
            if (end == upTo && asked == kind && slice.From == cursor && slice.Protocol == encoder.Protocol)
            {
                _tools.Metrics.SliceShared();
                return slice;
            }
        }

        var made = Make(cursor, upTo, kind, encoder);
        _tools.Metrics.SliceBuilt();
        _latest[_next] = (upTo, kind, made);
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
        if (!_wasUsed)
        {
            Array.Clear(_latest);
            Array.Clear(_runs);
        }

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
            if (kind != SliceKind.All && Conflated(cursor, upTo, kind, encoder) is { } conflated) return conflated;

            // The log dropped events in the middle of the look: the next one sees it.
        }
    }

    /// <summary>A run up to this offset serves all who want it, wherever they stand.</summary>
    private Slice? Conflated(long cursor, long upTo, SliceKind kind, IEventEncoder encoder)
    {
        if ((FindRun(upTo, kind, encoder) is { } known && known.After <= cursor ? known : MakeRun(cursor, upTo, kind, encoder)) is not { } run) return null;
        return kind == SliceKind.NewestWithGaps && !run.IsAnnouncedFrom(cursor) && run.FirstAfter(cursor).Offset > cursor + 1
            ? Gap(cursor, run.FirstAfter(cursor).Offset - 1, GapReasons.Slow, encoder)
            : run.Window(cursor, _tools.MaxBytes, (after, events) => Encode(after, events, kind, encoder));
    }

    private ConflatedRun? FindRun(long upTo, SliceKind kind, IEventEncoder encoder) =>
        Array.Find(_runs, run => run is not null && run.UpTo == upTo && run.Kind == kind && run.Protocol == encoder.Protocol);

    /// <summary>The first reader gets what it needs. As soon as another wants more, all that the log holds is looked at, and nobody has to ask again.</summary>
    private ConflatedRun? MakeRun(long cursor, long upTo, SliceKind kind, IEventEncoder encoder)
    {
        var after = FindRun(upTo, kind, encoder) is null ? cursor : _log.Window().First - 1;
        if (after > cursor || _tools.Conflation.Newest(_log, after, upTo) is not { } newest) return null;
        var run = new ConflatedRun(encoder.Protocol, kind, after, [.. newest], _tools.MaxBytes);
        _tools.Conflation.Forget();
        _runs[_nextRun] = run;
        _nextRun = (_nextRun + 1) % _runs.Length;
        return run;
    }

    private ConflatedRun.Part Encode(long after, ArraySegment<TopicEvent> events, SliceKind kind, IEventEncoder encoder)
    {
        var (output, prefix) = (_tools.Buffer, _prefixes.For(encoder));
        output.ResetWrittenCount();
        var places = new ConflatedRun.Place[events.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var notice = output.WrittenCount;
            if (kind == SliceKind.NewestWithGaps && events[i].Offset > after + 1) encoder.WriteGap(output, _log.Name.Value, after, events[i].Offset - 1, GapReasons.Slow);
            var begin = output.WrittenCount;
            encoder.WriteEvent(output, prefix, events[i], _prefixes.Shape);
            places[i] = new ConflatedRun.Place(notice, begin, output.WrittenCount);
            after = events[i].Offset;
        }

        _tools.Metrics.Encoded(places.Length, encoder.Protocol);
        return new ConflatedRun.Part(output.WrittenSpan.ToArray(), places);
    }
}
