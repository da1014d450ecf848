using RealtimeHub.Contracts;

namespace RealtimeHub.Cluster.Topics;

/// <summary>
/// Compares what a node knows of a topic with Redis. A head that lies before an offset that was seen, or another event in its place, says that Redis has lost something and
/// goes on from an older state: then the epoch ends, before an offset means two different events to anybody (rules R3 and R4 of docs/decisions/0016).
/// </summary>
internal sealed class Comparison(TopicStore store, ClusterMetrics metrics)
{
    /// <param name="topic">The topic.</param>
    /// <param name="seen">The last event that was seen; read before this is called, so that what comes meanwhile cannot make Redis look older than it is.</param>
    /// <param name="isDoubtful">Whether Redis may have gone back to an older state: then what can no longer be compared counts as changed.</param>
    /// <returns>Where the topic stands, in the epoch that holds from now on.</returns>
    public async Task<TopicState> RunAsync(TopicName topic, SeenEvent seen, bool isDoubtful)
    {
        var state = await store.StateAsync(topic);
        if (state.Epoch is null)
        {
            metrics.NewLife("lost");
            return await store.OpenAsync(topic);
        }

        if (state.Epoch != seen.Epoch || seen.Offset == 0) return state;
        var why = state.Head < seen.Offset ? "rolledBack"
            : state.Head == seen.Offset ? (state.Stamp == seen.Stamp || seen.Stamp is null ? null : "replaced")
            : isDoubtful && !await IsStillThereAsync(topic, seen) ? "replaced"
            : null;
        if (why is null) return state;
        metrics.NewLife(why);
        return await store.RotateAsync(topic, seen.Epoch);
    }

    private async Task<bool> IsStillThereAsync(TopicName topic, SeenEvent seen)
    {
        var part = await store.ReadAsync(topic, seen.Offset, count: 1);
        return part.Events is [var first] && first.Offset == seen.Offset && (seen.Stamp is null || first.Envelope.Stamp == seen.Stamp);
    }
}

/// <summary>An event that this node has seen, and may have told somebody about.</summary>
/// <param name="Epoch">The life of its topic.</param>
/// <param name="Offset">Its place; 0 when there was none yet.</param>
/// <param name="Stamp">What tells it from another one in its place; null when that is not known any more.</param>
internal readonly record struct SeenEvent(string Epoch, long Offset, long? Stamp);
