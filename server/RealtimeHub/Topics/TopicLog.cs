using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Topics;

/// <summary>
/// One life of a topic: the bounded window of its newest events, with the order of all its publishers.
/// The log is passive. It tells listeners that it advanced; who wants events reads them.
/// </summary>
internal sealed class TopicLog
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;

    // Guarded by _gate.
    private readonly EventRing _ring;
    private long _expiredUpTo;
    private bool _retired;
    private long _lastUse;

    // Written under _gate, read anywhere.
    private long _head;
    private ITopicListener[] _listeners = [];

    public TopicLog(TopicName name, string epoch, NamespaceOptions settings, TimeProvider clock)
    {
        Name = name;
        Epoch = epoch;
        Settings = settings;
        _clock = clock;
        _ring = new EventRing(settings.MaxEvents, settings.MaxBytes);
        _lastUse = clock.GetTimestamp();
    }

    public TopicName Name { get; }

    public string Epoch { get; }

    public NamespaceOptions Settings { get; }

    /// <summary>The offset of the newest event; 0 before the first.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>How many subscribers follow the topic on this node.</summary>
    public int SubscriberCount => Volatile.Read(ref _listeners).Sum(listener => listener.SubscriberCount);

    /// <summary>Gives the event the next offset, stores it and tells the listeners.</summary>
    /// <returns>False when the log was retired meanwhile: the topic has another log by now.</returns>
    public bool TryAppend(in NewEvent added, out long offset)
    {
        ITopicListener[] listeners;
        lock (_gate)
        {
            offset = _head + 1;
            if (_retired) return false;
            _lastUse = _clock.GetTimestamp();
            var now = _clock.GetUtcNow();
            ExpireBefore(now - Settings.MaxAge);
            _ring.Add(new TopicEvent(offset, now, added));
            Volatile.Write(ref _head, offset);
            listeners = _listeners;
        }

        // Outside the lock: a flag is raised at least once after the event can be read, which is all that listeners need.
        foreach (var listener in listeners) listener.TopicAdvanced();
        return true;
    }

    /// <summary>Reads events after <paramref name="after"/>, oldest first.</summary>
    public LogSlice ReadForward(long after, int maxEvents, long maxBytes)
    {
        lock (_gate)
        {
            _lastUse = _clock.GetTimestamp();
            ExpireBefore(_clock.GetUtcNow() - Settings.MaxAge);
            var first = FirstOffset;
            var skipped = Math.Max(after, first - 1);
            var index = (int)Math.Min(skipped + 1 - first, _ring.Count);
            var count = 0;
            for (long bytes = 0; index + count < _ring.Count && count < maxEvents; count++)
            {
                bytes += _ring.At(index + count).Bytes;
                if (bytes > maxBytes && count > 0) break;
            }

            var events = count == 0 ? [] : new TopicEvent[count];
            for (var i = 0; i < count; i++) events[i] = _ring.At(index + i);
            return new LogSlice(events, skipped, skipped <= _expiredUpTo ? GapReasons.Expired : GapReasons.Slow, _head);
        }
    }

    /// <summary>Reads the newest events, newest first, of those after <paramref name="after"/>.</summary>
    public LogSlice ReadBackward(long after, int maxEvents, long maxBytes)
    {
        lock (_gate)
        {
            _lastUse = _clock.GetTimestamp();
            ExpireBefore(_clock.GetUtcNow() - Settings.MaxAge);
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
            ExpireBefore(_clock.GetUtcNow() - Settings.MaxAge);
            return new LogWindow(FirstOffset, _head, _ring.Count, _ring.Bytes);
        }
    }

    /// <summary>From now on every append is told to <paramref name="listener"/>, and the log is not retired.</summary>
    /// <returns>False when the log is retired already.</returns>
    public bool TryListen(ITopicListener listener)
    {
        lock (_gate)
        {
            if (_retired) return false;
            _listeners = [.. _listeners, listener];
            return true;
        }
    }

    public void StopListening(ITopicListener listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners.Where(l => l != listener)];
            _lastUse = _clock.GetTimestamp();
        }
    }

    /// <summary>Drops what is too old, and ends the log when nobody has used it for <paramref name="unusedExpiry"/> and it holds nothing.</summary>
    /// <returns>Whether the log is retired: it takes no event and no listener any more.</returns>
    public bool Sweep(TimeSpan unusedExpiry)
    {
        lock (_gate)
        {
            ExpireBefore(_clock.GetUtcNow() - Settings.MaxAge);
            _retired = _retired || (_listeners.Length == 0 && _ring.Count == 0 && _clock.GetElapsedTime(_lastUse) >= unusedExpiry);
            return _retired;
        }
    }

    private long FirstOffset => _head - _ring.Count + 1;

    private void ExpireBefore(DateTimeOffset limit)
    {
        while (_ring.Count > 0 && _ring.Oldest.Time < limit)
        {
            _expiredUpTo = _ring.Oldest.Offset;
            _ring.RemoveOldest();
        }
    }
}

/// <summary>What a read found.</summary>
/// <param name="Events">The events.</param>
/// <param name="After">The offset before the first event that could be read; larger than the asked one when some are gone.</param>
/// <param name="GoneBecause">Why the offsets up to <paramref name="After"/> are gone, if they are.</param>
/// <param name="Head">The newest offset at that moment.</param>
internal readonly record struct LogSlice(TopicEvent[] Events, long After, string GoneBecause, long Head);

/// <summary>The offsets that a log holds.</summary>
/// <param name="First">The oldest held offset; head + 1 when nothing is held.</param>
/// <param name="Head">The newest offset.</param>
/// <param name="Events">How many events are held.</param>
/// <param name="Bytes">What they count against the bound.</param>
internal readonly record struct LogWindow(long First, long Head, int Events, long Bytes);
