namespace RealtimeHub.Topics;

/// <summary>What a log can do besides when it is the copy of one that several nodes share: others give its events their places.</summary>
internal sealed partial class TopicLog
{
    /// <summary>
    /// Stores an event that has got its offset elsewhere. Offsets that it leaves out are gone, and so is what came before them: a log has no holes.
    /// </summary>
    /// <param name="offset">Its place; behind the head.</param>
    /// <param name="time">When it was accepted.</param>
    /// <param name="added">The event.</param>
    /// <param name="stamp">What tells it from another event with this place.</param>
    /// <returns>False when the log was retired meanwhile, or the offset is not behind the head.</returns>
    public bool TryAppendAt(long offset, DateTimeOffset time, in NewEvent added, long stamp)
    {
        ITopicListener[] listeners;
        lock (_gate)
        {
            if (_retired || offset <= _head) return false;
            using var change = new Change(this);

            // It is no use that somebody here makes of the log: else what others publish would keep it for ever on a node where nobody follows it.
            var now = _clock.GetTimestamp();
            if (offset > _head + 1) SkipTo(offset - 1);
            Expire(now);
            Store(new TopicEvent(offset, time, added, AppendedAt(time, now), _end) { Stamp = stamp });
            listeners = _listeners;
        }

        foreach (var listener in listeners) listener.TopicAdvanced();
        return true;
    }

    /// <summary>Everything up to an offset is gone, without having been here.</summary>
    public void Skip(long upTo)
    {
        ITopicListener[] listeners;
        lock (_gate)
        {
            if (_retired || upTo <= _head) return;
            using var change = new Change(this);
            SkipTo(upTo);
            listeners = _listeners;
        }

        foreach (var listener in listeners) listener.TopicAdvanced();
    }

    /// <summary>The stamp of the event with this offset; null when the log does not hold it.</summary>
    public long? StampOf(long offset)
    {
        lock (_gate)
        {
            var index = IndexAfter(offset - 1);
            return index >= 0 && index < _ring.Count && offset <= _head ? _ring.At(index).Stamp : null;
        }
    }

    /// <summary>Ends the log, because the topic has begun another life. Who follows it is told.</summary>
    public void End()
    {
        ITopicListener[] listeners;
        lock (_gate)
        {
            if (_retired) return;
            _retired = true;
            listeners = _listeners;
        }

        foreach (var listener in listeners) listener.TopicEnded();
    }

    /// <summary>Ends the log when nobody follows it and nobody has used it for <paramref name="unused"/>, whatever it holds: others have it, too.</summary>
    /// <returns>Whether the log is retired.</returns>
    public bool TryRetire(TimeSpan unused)
    {
        lock (_gate)
        {
            _retired = _retired || (_listeners.Length == 0 && _clock.GetElapsedTime(_lastUse) >= unused);
            return _retired;
        }
    }

    /// <summary>Gives back what the log counts for in the budget: it is not used any more.</summary>
    public void Empty()
    {
        lock (_gate)
        {
            using var change = new Change(this);
            while (_ring.Count > 0) Drop();
        }
    }

    private void SkipTo(long upTo)
    {
        while (_ring.Count > 0) Drop();
        _goneUpTo = upTo;
        Volatile.Write(ref _head, upTo);
    }

    /// <summary>What others accepted a while ago is that old here, too. Never older than the event before it: the log is searched by age.</summary>
    private long AppendedAt(DateTimeOffset time, long now)
    {
        var age = _clock.GetUtcNow() - time;
        if (age <= TimeSpan.Zero) return now;
        var at = now - (long)(age.TotalSeconds * _clock.TimestampFrequency);
        return _ring.Count > 0 ? Math.Max(at, _ring.At(_ring.Count - 1).AppendedAt) : at;
    }
}
