using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Topics;

/// <summary>
/// One life of a topic: the bounded window of its newest events, with the order of all its publishers.
/// The log is passive. It tells listeners that it advanced; who wants events reads them.
/// </summary>
internal sealed partial class TopicLog
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly LogBudget _budget;

    // Guarded by _gate.
    private readonly EventRing _ring;
    private long _goneUpTo;
    private long _end;
    private bool _retired;

    // Written under _gate, read anywhere.
    private long _head;
    private long _lastUse;
    private long _publishBucket;
    private ITopicListener[] _listeners = [];

    /// <param name="name">The topic.</param>
    /// <param name="epoch">The life of it that this log belongs to.</param>
    /// <param name="settings">The settings of its namespace.</param>
    /// <param name="clock">The time.</param>
    /// <param name="budget">What all logs hold together.</param>
    /// <param name="head">The newest offset so far, when the log takes up a life that others have begun.</param>
    public TopicLog(TopicName name, string epoch, NamespaceOptions settings, TimeProvider clock, LogBudget budget, long head = 0)
    {
        (_head, _goneUpTo) = (head, head);
        Name = name;
        Epoch = epoch;
        Settings = settings;
        _clock = clock;
        _budget = budget;
        _ring = new EventRing(settings.MaxEvents, settings.MaxBytes);
        _lastUse = clock.GetTimestamp();
    }

    public TopicName Name { get; }

    public string Epoch { get; }

    public NamespaceOptions Settings { get; }

    /// <summary>Whether it is the copy of a log that several nodes share: whoever keeps the copy up to date ends it, and nobody else.</summary>
    public bool IsShared { get; init; }

    /// <summary>The offset of the newest event; 0 before the first.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>When somebody on this node last appended or read, as a timestamp of the clock.</summary>
    public long LastUse => Volatile.Read(ref _lastUse);

    /// <summary>How many subscribers follow the topic on this node.</summary>
    public int SubscriberCount => Volatile.Read(ref _listeners).Sum(listener => listener.SubscriberCount);

    /// <summary>The bucket of what is published to the topic.</summary>
    public ref long PublishBucket => ref _publishBucket;

    /// <summary>Whether the log has ended: the topic has another one by now, or none.</summary>
    public bool IsRetired
    {
        get
        {
            lock (_gate) return _retired;
        }
    }

    private long FirstOffset => _head - _ring.Count + 1;

    /// <summary>Gives the event the next offset, stores it and tells the listeners.</summary>
    /// <returns>False when the log was retired meanwhile: the topic has another log by now.</returns>
    public bool TryAppend(in NewEvent added, out long offset)
    {
        ITopicListener[] listeners;
        lock (_gate)
        {
            offset = _head + 1;
            if (_retired) return false;
            using var change = new Change(this);
            Touch();
            Expire(_lastUse);
            Store(new TopicEvent(offset, _clock.GetUtcNow(), added, _lastUse, _end));
            listeners = _listeners;
        }

        // Outside the lock: a flag is raised at least once after the event can be read, which is all that listeners need.
        foreach (var listener in listeners) listener.TopicAdvanced();
        return true;
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
            Touch();
        }
    }

    /// <summary>Drops what is too old, and ends the log when nobody has used it for <paramref name="unusedExpiry"/> and it holds nothing.</summary>
    /// <returns>Whether the log is retired: it takes no event and no listener any more.</returns>
    public bool Sweep(TimeSpan unusedExpiry)
    {
        lock (_gate)
        {
            using var change = new Change(this);
            Expire(_clock.GetTimestamp());
            _retired = _retired || (!IsShared && _listeners.Length == 0 && _ring.Count == 0 && _clock.GetElapsedTime(_lastUse) >= unusedExpiry);
            return _retired;
        }
    }

    /// <summary>Drops the oldest events because the memory for all logs is used up. What the namespace guarantees stays.</summary>
    public void Shrink(long bytes)
    {
        lock (_gate)
        {
            using var change = new Change(this);
            DropOldest(bytes);
        }
    }

    private void DropOldest(long bytes)
    {
        var (goal, before) = (_ring.Bytes - bytes, _ring.Count);
        while (_ring.Bytes > goal && _ring.Count > Settings.GuaranteedEvents) Drop();
        if (before > _ring.Count) _budget.CountDropped(before - _ring.Count);
    }

    /// <summary>Drops what is too old. By the time that has passed: a clock that somebody sets makes no event old.</summary>
    private void Expire(long now)
    {
        while (_ring.Count > 0 && _clock.GetElapsedTime(_ring.Oldest.AppendedAt, now) > Settings.MaxAge) Drop();
    }

    private void Store(TopicEvent item)
    {
        if (_budget.IsExhausted) DropOldest(item.Bytes);
        _ring.Add(item);
        _end = item.End;
        Volatile.Write(ref _head, item.Offset);
    }

    private void Drop()
    {
        _goneUpTo = _ring.Oldest.Offset;
        _ring.RemoveOldest();
    }

    private void Touch() => Volatile.Write(ref _lastUse, _clock.GetTimestamp());

    /// <summary>Tells the budget at its end how much the log has grown or shrunk since it began.</summary>
    private readonly ref struct Change : IDisposable
    {
        private readonly TopicLog _log;
        private readonly long _bytes;
        private readonly int _events;

        public Change(TopicLog log) => (_log, _bytes, _events) = (log, log._ring.Bytes, log._ring.Count);

        public void Dispose()
        {
            // Either may stay the same while the other changes: two events go, and one of their size comes.
            var (bytes, events) = (_log._ring.Bytes - _bytes, _log._ring.Count - _events);
            if (bytes != 0 || events != 0) _log._budget.Change(bytes, events);
        }
    }
}
