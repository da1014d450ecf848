using System.Collections.Concurrent;
using RealtimeHub.Contracts;

namespace RealtimeHub.Cluster.Topics;

/// <summary>
/// The newest events that this node has published to topics, whether or not it follows them: after Redis has lost something they tell which offsets were given out. Bounded in
/// number and time.
/// </summary>
internal sealed class Witnesses(TimeProvider clock, ClusterMetrics metrics)
{
    private const int Most = 100_000;

    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Witness> _all = new(StringComparer.Ordinal);

    public IEnumerable<Witness> All => _all.Select(entry => entry.Value);

    /// <summary>What is known of a topic; a new one when it is not known yet.</summary>
    public Witness Of(TopicName topic)
    {
        if (_all.TryGetValue(topic.Value, out var known)) return known;
        var made = new Witness(topic, clock);
        if (_all.Count < Most) return _all.GetOrAdd(topic.Value, made);
        metrics.Forgot();
        return made;
    }

    /// <summary>Forgets topics to which nothing was published for a while.</summary>
    public void Sweep()
    {
        foreach (var entry in _all)
        {
            if (clock.GetElapsedTime(entry.Value.LastUse) > Expiry) _all.TryRemove(entry);
        }
    }
}

/// <summary>The newest event that this node has published to one topic.</summary>
internal sealed class Witness(TopicName topic, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private SeenEvent? _seen;
    private long _lastUse = clock.GetTimestamp();
    private long _publishBucket;

    public TopicName Topic => topic;

    public long LastUse => Volatile.Read(ref _lastUse);

    /// <summary>The bucket of what this node publishes to the topic.</summary>
    public ref long PublishBucket => ref _publishBucket;

    /// <summary>The event; null when there is none yet.</summary>
    public SeenEvent? Seen
    {
        get
        {
            lock (_gate) return _seen;
        }
    }

    public void Saw(SeenEvent published)
    {
        Volatile.Write(ref _lastUse, clock.GetTimestamp());
        lock (_gate)
        {
            // Answers come in any order, and what was published before may have been in an earlier epoch.
            if (_seen is { } seen && (seen.Epoch == published.Epoch ? seen.Offset >= published.Offset : published.Stamp is null)) return;
            _seen = published;
        }
    }
}
