using RealtimeHub.Cluster.Nodes;
using RealtimeHub.Cluster.Redis;
using RealtimeHub.Contracts;
using RealtimeHub.Presence;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Presence;

/// <summary>Hears from the other nodes who follows topics there. What is missed is noticed by its number, and asked for.</summary>
internal sealed class PresenceMirror
{
    /// <summary>A node is not asked more often than this, however many of its messages come meanwhile.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly RedisLink _link;
    private readonly PresenceShare _share;
    private readonly PresenceService _presence;
    private readonly NodeDirectory _nodes;
    private readonly ClusterMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);

    public PresenceMirror(RedisLink link, PresenceShare share, PresenceService presence, NodeDirectory nodes, ClusterMetrics metrics, TimeProvider clock)
    {
        (_link, _share, _presence, _nodes, _metrics, _clock) = (link, share, presence, nodes, metrics, clock);
        nodes.Gone += Forget;
    }

    public async Task FollowAsync()
    {
        await _link.FollowAsync(_share.Channel, Heard);
        await _share.AskAsync("");
    }

    private void Heard(RedisValue bytes)
    {
        if (PresenceMessage.TryParse(bytes) is not { } message)
        {
            _metrics.Malformed();
            return;
        }

        if (message.Node == _nodes.Id) return;
        if (message.Wants is { } asked)
        {
            if (asked.Length == 0 || asked == _nodes.Id) _share.TellAll();
            return;
        }

        bool isMissing;
        lock (_gate) isMissing = !TryTake(message) && MayAsk(_known[message.Node]);
        if (isMissing) _ = AskQuietlyAsync(message.Node);
    }

    private bool MayAsk(Known known)
    {
        if (known.Asked is { } asked && _clock.GetElapsedTime(asked) < AskAgain) return false;
        known.Asked = _clock.GetTimestamp();
        return true;
    }

    /// <returns>False when something is missing.</returns>
    private bool TryTake(PresenceMessage message)
    {
        if (!_known.TryGetValue(message.Node, out var known)) _known.Add(message.Node, known = new Known());
        if (message.Whole is { } part) return TakeWhole(known, message, part);
        if (message.Changes.Count == 0) return known.IsComplete && message.Number == known.Number;
        if (!known.IsComplete || message.Number != known.Number + 1) return message.Number <= known.Number && known.IsComplete;
        known.Number = message.Number;
        foreach (var (topic, joined, left) in message.Changes)
        {
            if (!TopicName.TryParse(topic, out var name)) continue;
            if (_presence.Change(name, message.Node, joined, left)) known.Topics.Add(name);
            else known.Topics.Remove(name);
        }

        return true;
    }

    /// <summary>Parts come in order; who missed the first waits for the next answer.</summary>
    private bool TakeWhole(Known known, PresenceMessage message, int part)
    {
        if (part == 1) known.Arriving = [];
        else if (known.Arriving is null || part != known.Parts + 1) return known.IsComplete;
        known.Parts = part;
        foreach (var change in message.Changes)
        {
            if (!TopicName.TryParse(change.Topic, out var name)) continue;
            if (!known.Arriving!.TryGetValue(name, out var members)) known.Arriving.Add(name, members = []);
            members.AddRange(change.Joined);
        }

        if (message.IsLast) Replace(known, message);
        return true;
    }

    private void Replace(Known known, PresenceMessage message)
    {
        foreach (var gone in known.Topics.Except(known.Arriving!.Keys).ToList()) _presence.Replace(gone, message.Node, []);
        foreach (var (topic, members) in known.Arriving!) _presence.Replace(topic, message.Node, members);
        known.Topics = [.. known.Arriving.Keys];
        (known.Arriving, known.Number, known.IsComplete) = (null, message.Number, true);
    }

    private void Forget(string node)
    {
        // In one go: of a node that is there after all, all members may be arriving.
        lock (_gate)
        {
            _known.Remove(node);
            _presence.Forget(node);
        }
    }

    private async Task AskQuietlyAsync(string node)
    {
        try
        {
            await _share.AskAsync(node);
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // It tells its number again and again: whoever misses something asks then.
        }
    }

    /// <summary>What is known of one node.</summary>
    private sealed class Known
    {
        public bool IsComplete { get; set; }

        public long Number { get; set; }

        /// <summary>Where it has members.</summary>
        public HashSet<TopicName> Topics { get; set; } = [];

        /// <summary>All its members, as far as they have arrived; null when none are arriving.</summary>
        public Dictionary<TopicName, List<Member>>? Arriving { get; set; }

        public int Parts { get; set; }

        /// <summary>When it was asked for all, as a timestamp of the clock; null when never.</summary>
        public long? Asked { get; set; }
    }
}
