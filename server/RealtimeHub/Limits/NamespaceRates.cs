using System.Collections.Frozen;
using RealtimeHub.Configuration;

namespace RealtimeHub.Limits;

/// <summary>The limits that namespaces have in place of those of a connection, and those of each topic.</summary>
internal sealed class NamespaceRates
{
    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly Dictionary<NamespaceOptions, TokenBucket> _topics = new(ReferenceEqualityComparer.Instance);

    public NamespaceRates(RealtimeHubOptions options, Func<string, RateLimit, TokenBucket?> make)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var (name, settings) in options.Namespaces.Prepend(new("", options.DefaultNamespace)))
        {
            if (make("topic.publish", settings.TopicPublishLimit) is { } limit) _topics[settings] = limit;
            if (!options.Limits.Enabled || settings.Limits is not { } limits) continue;
            Add(name, Command.Subscribe, limits.Subscribe);
            Add(name, Command.Publish, limits.Publish);
            Add(name, Command.History, limits.History);
        }

        _byName = entries.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

        void Add(string name, Command command, RateLimit? limit)
        {
            if (limit is not { } set) return;
            if (!entries.TryGetValue(name, out var entry)) entries[name] = entry = new Entry();
            entry.Add(command, make($"namespace.{command.ToString().ToLowerInvariant()}", set), BucketCount++);
        }
    }

    /// <summary>How many buckets a connection needs for them.</summary>
    public int BucketCount { get; private set; }

    /// <summary>The limit of a command for topics of the same namespace.</summary>
    /// <param name="topic">The topic's name, which need not be valid.</param>
    /// <param name="command">What is asked for.</param>
    /// <param name="limit">The limit; null is none.</param>
    /// <param name="bucket">Which of the connection's buckets it takes from.</param>
    /// <returns>False when the limit of the connection counts.</returns>
    public bool TryFind(string? topic, Command command, out TokenBucket? limit, out int bucket)
    {
        (limit, bucket) = (null, 0);
        if (BucketCount == 0 || topic is null) return false;
        var colon = topic.IndexOf(':', StringComparison.Ordinal);
        return _byName.TryGetValue(topic.AsSpan(0, Math.Max(0, colon)), out var entry) && entry.TryFind(command, out limit, out bucket);
    }

    /// <summary>The limit of what is published to one topic with such settings; null is none.</summary>
    public TokenBucket? OfTopic(NamespaceOptions settings) => _topics.GetValueOrDefault(settings);

    private sealed class Entry
    {
        private readonly Dictionary<Command, (TokenBucket? Limit, int Bucket)> _limits = [];

        public void Add(Command command, TokenBucket? limit, int bucket) => _limits[command] = (limit, bucket);

        public bool TryFind(Command command, out TokenBucket? limit, out int bucket)
        {
            var isKnown = _limits.TryGetValue(command, out var found);
            (limit, bucket) = found;
            return isKnown;
        }
    }
}
