using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Topics;

/// <summary>All topics of the node, bounded in number.</summary>
internal sealed partial class TopicRegistry
{
    private readonly ConcurrentDictionary<string, TopicLog> _logs = new(StringComparer.Ordinal);
    private readonly NamespaceTable _namespaces;
    private readonly TopicOptions _options;
    private readonly LogBudget _budget;
    private readonly TimeProvider _clock;
    private readonly ILogger<TopicRegistry> _logger;
    private readonly LogThrottle _limitLog;

    // Whoever makes a topic holds it, so that two who make the same one do not count twice, and refuse a third that has room.
    private readonly Lock _making = new();
    private int _count;

    public TopicRegistry(
        NamespaceTable namespaces, IOptions<RealtimeHubOptions> options, LogBudget budget, TimeProvider clock, ILogger<TopicRegistry> logger)
    {
        _limitLog = new LogThrottle(clock);
        _namespaces = namespaces;
        _options = options.Value.Topics;
        _budget = budget;
        _clock = clock;
        _logger = logger;
    }

    public int Count => Volatile.Read(ref _count);

    public IEnumerable<TopicLog> All => _logs.Select(entry => entry.Value);

    /// <summary>The topic's log, made when there is none yet.</summary>
    /// <returns>The log, or the reason why there can be none.</returns>
    public ErrorCode GetOrCreate(TopicName name, out TopicLog log)
    {
        if (_logs.TryGetValue(name.Value, out log!)) return ErrorCode.None;
        return _namespaces.Find(name) is { } settings ? Create(name, settings, out log) : ErrorCode.UnknownNamespace;
    }

    /// <summary>The topic's log, or null when the topic has not been used yet.</summary>
    /// <returns>Why there can be none.</returns>
    public ErrorCode Find(TopicName name, out TopicLog? log) =>
        _logs.TryGetValue(name.Value, out log) || _namespaces.Find(name) is not null ? ErrorCode.None : ErrorCode.UnknownNamespace;

    /// <summary>One page of the topics in the order of their names.</summary>
    public List<TopicLog> Page(string prefix, string after, int limit) =>
        [.. All
            .Where(log => log.Name.Value.StartsWith(prefix, StringComparison.Ordinal)
                && string.CompareOrdinal(log.Name.Value, after) > 0)
            .OrderBy(log => log.Name.Value, StringComparer.Ordinal)
            .Take(limit)];

    /// <summary>Drops events that are too old and topics that nobody uses; who follows a shared topic for this node lets go of it.</summary>
    public void Sweep()
    {
        foreach (var (name, log) in _logs)
        {
            if (log.Sweep(_options.UnusedExpiry)) Remove(name, log);
        }
    }

    /// <summary>A log of a life that others have begun. <see cref="Put"/> brings it in when it is filled.</summary>
    /// <param name="name">The topic, whose namespace exists.</param>
    /// <param name="epoch">The life.</param>
    /// <param name="head">The newest offset before the first event that it is to hold.</param>
    public TopicLog Make(TopicName name, string epoch, long head) => new(name, epoch, _namespaces.Find(name)!, _clock, _budget, head) { IsShared = true };

    /// <summary>Brings in the log of a topic, in the place of the one before if there is one.</summary>
    /// <returns>Why it cannot be.</returns>
    public ErrorCode Put(TopicLog log)
    {
        lock (_making)
        {
            if (!_logs.ContainsKey(log.Name.Value) && !TryCount()) return ErrorCode.TopicLimit;
            _logs[log.Name.Value] = log;
            return ErrorCode.None;
        }
    }

    private ErrorCode Create(TopicName name, NamespaceOptions settings, out TopicLog log)
    {
        lock (_making)
        {
            if (_logs.TryGetValue(name.Value, out log!)) return ErrorCode.None;
            if (!TryCount()) return ErrorCode.TopicLimit;
            _logs[name.Value] = log = new TopicLog(name, Epochs.New(), settings, _clock, _budget);
            return ErrorCode.None;
        }
    }

    private bool TryCount()
    {
        if (Interlocked.Increment(ref _count) <= _options.MaxTopics) return true;
        Interlocked.Decrement(ref _count);
        if (_limitLog.MayLog()) LogTopicLimit(_options.MaxTopics);
        return false;
    }

    /// <summary>Takes a retired log out, and only that one: a new life of the topic stays.</summary>
    public void Remove(TopicLog retired) => Remove(retired.Name.Value, retired);

    private void Remove(string name, TopicLog log)
    {
        if (_logs.TryRemove(KeyValuePair.Create(name, log))) Interlocked.Decrement(ref _count);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning,
        Message = "The node holds {MaxTopics} topics and takes no new one (code 113). Raise RealtimeHub:Topics:MaxTopics, or lower UnusedExpiry.")]
    private partial void LogTopicLimit(int maxTopics);
}
