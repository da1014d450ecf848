using RealtimeHub.Contracts;

namespace ClusterTests.Support;

/// <summary>How far each topic has come, by what was acknowledged and answered.</summary>
internal sealed class TopicHeads
{
    private readonly Lock _gate = new();

    // Both guarded by _gate. Of each topic the newest life, and all lives it has had.
    private readonly Dictionary<string, StreamPosition> _heads = new(StringComparer.Ordinal);
    private readonly HashSet<(string Topic, string Epoch)> _epochs = [];

    public StreamPosition? this[string topic]
    {
        get
        {
            lock (_gate) return _heads.GetValueOrDefault(topic);
        }
    }

    /// <summary>Somebody was told that the topic has come so far.</summary>
    public void Note(string topic, StreamPosition position)
    {
        lock (_gate)
        {
            var head = _heads.GetValueOrDefault(topic);
            var isNewLife = _epochs.Add((topic, position.Epoch));
            if (isNewLife || (position.Epoch == head?.Epoch && position.Offset > head.Offset)) _heads[topic] = position;
        }
    }

    /// <summary>Whether somebody who stands there has all up to the target, or is in the life of the topic that came after it.</summary>
    public bool HasReached(string topic, StreamPosition? at, StreamPosition? target)
    {
        if (target is null) return true;
        var newest = this[topic]!.Epoch;
        return at is not null && at.Epoch == newest && (target.Epoch != newest || at.Offset >= target.Offset);
    }
}
