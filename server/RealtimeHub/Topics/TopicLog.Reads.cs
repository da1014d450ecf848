using RealtimeHub.Contracts;

namespace RealtimeHub.Topics;

internal sealed partial class TopicLog
{
    /// <summary>Reads events after <paramref name="after"/>, oldest first.</summary>
    public LogSlice ReadForward(long after, int maxEvents, long maxBytes)
    {
        lock (_gate)
        {
            Freshen();
            var first = Math.Max(IndexAfter(after), 0);
            var count = 0;
            for (long bytes = 0; first + count < _ring.Count && count < maxEvents; count++)
            {
                bytes += _ring.At(first + count).Bytes;
                if (bytes > maxBytes && count > 0) break;
            }

            return Take(after, first, count);
        }
    }

    /// <summary>
    /// Reads the whole block that holds the first event after <paramref name="after"/>. Blocks are cut where the sizes of
    /// all events laid end to end pass a multiple of <paramref name="blockBytes"/>: they are the same for every reader.
    /// </summary>
    public LogBlock ReadBlock(long after, int blockBytes)
    {
        lock (_gate)
        {
            Freshen();
            var index = Math.Max(IndexAfter(after), 0);
            if (index >= _ring.Count) return new LogBlock([], _head, IsComplete: false);
            var begin = _ring.At(index).Start / blockBytes * blockBytes;
            var first = _ring.FirstIndex(begin, static (item, start) => item.Start >= start);
            var end = _ring.FirstIndex(begin + blockBytes, static (item, start) => item.Start >= start);
            var read = Take(after: 0, first, end - first);
            return new LogBlock(read.Events, FirstOffset + first - 1, IsComplete: _end >= begin + blockBytes);
        }
    }

    /// <summary>Reads the newest events, newest first, of those after <paramref name="after"/>.</summary>
    public LogSlice ReadBackward(long after, int maxEvents, long maxBytes)
    {
        lock (_gate)
        {
            Freshen();
            var events = new List<TopicEvent>();
            long bytes = 0;
            for (var i = _ring.Count - 1; i >= 0 && events.Count < maxEvents && _ring.At(i).Offset > after; i--)
            {
                bytes += _ring.At(i).Bytes;
                if (bytes > maxBytes && events.Count > 0) break;
                events.Add(_ring.At(i));
            }

            return new LogSlice([.. events], Math.Max(after, FirstOffset - 1), GapReasons.Slow, _head);
        }
    }

    /// <summary>Where the window stands at this moment.</summary>
    public LogWindow Window()
    {
        lock (_gate)
        {
            using var change = new Change(this);
            Expire(_clock.GetTimestamp());
            return new LogWindow(FirstOffset, _head, _ring.Count, _ring.Bytes);
        }
    }

    /// <summary>The offset up to which everything is gone, when that lies after <paramref name="after"/>; and why.</summary>
    public (long UpTo, string Because) GoneAfter(long after)
    {
        lock (_gate)
        {
            Freshen();
            var upTo = Math.Max(after, FirstOffset - 1);
            return (upTo, upTo <= _goneUpTo ? GapReasons.Expired : GapReasons.Slow);
        }
    }

    /// <summary>What lies in (<paramref name="after"/>, <paramref name="upTo"/>].</summary>
    public LogLag Lag(long after, long upTo)
    {
        lock (_gate)
        {
            // What is too old is lost, whether or not somebody has looked since: it will not be delivered.
            using var change = new Change(this);
            Expire(_clock.GetTimestamp());
            var index = IndexAfter(after);
            if (_ring.Count == 0) return new LogLag(upTo - after, 0, _clock.GetTimestamp(), IsLost: index < 0);
            var oldest = _ring.At(Math.Clamp(index, 0, _ring.Count - 1));
            return new LogLag(upTo - after, Math.Max(0, EndOf(upTo) - oldest.Start), oldest.AppendedAt, IsLost: index < 0);
        }
    }

    /// <summary>The smallest offset from which the rest up to <paramref name="upTo"/> is within all limits.</summary>
    /// <param name="after">Where the search begins.</param>
    /// <param name="upTo">Where the rest ends.</param>
    /// <param name="maxEvents">The most events of the rest.</param>
    /// <param name="maxBytes">The most bytes of the rest; its newest event always counts as within.</param>
    /// <param name="notBefore">The oldest event of the rest was not appended before this timestamp of the clock.</param>
    public long FirstWithin(long after, long upTo, long maxEvents, long maxBytes, long notBefore)
    {
        lock (_gate)
        {
            var limits = (Offset: Math.Max(after, upTo - maxEvents), Start: Math.Min(EndOf(upTo) - maxBytes, EndOf(upTo - 1)), notBefore);
            var index = _ring.FirstIndex(limits, static (item, limit) =>
                item.Offset > limit.Offset && item.Start >= limit.Start && item.AppendedAt >= limit.notBefore);
            return Math.Clamp(FirstOffset + index - 1, after, upTo);
        }
    }

    /// <summary>Every read counts as use, and sees nothing that is too old.</summary>
    private void Freshen()
    {
        using var change = new Change(this);
        Touch();
        Expire(_clock.GetTimestamp());
    }

    /// <summary>The index of the first event after an offset; negative when that is gone, the count when there is none yet.</summary>
    private int IndexAfter(long after) => (int)Math.Clamp(after + 1 - FirstOffset, -1, _ring.Count);

    private long EndOf(long offset)
    {
        var index = IndexAfter(offset);
        return index < 0 || _ring.Count == 0 ? 0 : index < _ring.Count ? _ring.At(index).Start : _end;
    }

    private LogSlice Take(long after, int first, int count)
    {
        var events = count == 0 ? [] : new TopicEvent[count];
        for (var i = 0; i < count; i++) events[i] = _ring.At(first + i);
        var skipped = Math.Max(after, FirstOffset - 1);
        return new LogSlice(events, skipped, skipped <= _goneUpTo ? GapReasons.Expired : GapReasons.Slow, _head);
    }
}

/// <summary>What a read found.</summary>
/// <param name="Events">The events.</param>
/// <param name="After">The offset before the first event that could be read; larger than the asked one when some are gone.</param>
/// <param name="GoneBecause">Why the offsets up to <paramref name="After"/> are gone, if they are.</param>
/// <param name="Head">The newest offset at that moment.</param>
internal readonly record struct LogSlice(TopicEvent[] Events, long After, string GoneBecause, long Head);

/// <summary>One block of a log.</summary>
/// <param name="Events">Its events; fewer than it once had when the log has dropped the first of them.</param>
/// <param name="After">The offset before the first of them.</param>
/// <param name="IsComplete">Whether later events belong to other blocks.</param>
internal readonly record struct LogBlock(TopicEvent[] Events, long After, bool IsComplete);

/// <summary>How far one place in a log lies behind another.</summary>
/// <param name="Events">How many offsets.</param>
/// <param name="Bytes">How many bytes they take when they are sent, about; those that the log still holds.</param>
/// <param name="OldestAt">When the first of those was appended, as a timestamp of the clock.</param>
/// <param name="IsLost">Whether the log no longer holds all of them.</param>
internal readonly record struct LogLag(long Events, long Bytes, long OldestAt, bool IsLost);

/// <summary>The offsets that a log holds.</summary>
/// <param name="First">The oldest held offset; head + 1 when nothing is held.</param>
/// <param name="Head">The newest offset.</param>
/// <param name="Events">How many events are held.</param>
/// <param name="Bytes">What they count against the bound.</param>
internal readonly record struct LogWindow(long First, long Head, int Events, long Bytes);
