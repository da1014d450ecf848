using System.Diagnostics.Metrics;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Cluster;

/// <summary>What is counted about the nodes and their Redis.</summary>
internal sealed class ClusterMetrics
{
    private readonly Counter<long> _reads;
    private readonly Counter<long> _holes;
    private readonly Counter<long> _lives;
    private readonly Counter<long> _malformed;
    private readonly Counter<long> _unavailable;
    private readonly Counter<long> _renewals;
    private readonly Counter<long> _surveys;
    private readonly Counter<long> _forgotten;

    public ClusterMetrics(RealtimeHubMetrics metrics)
    {
        var meter = metrics.Meter;
        _reads = meter.CreateCounter<long>("realtimehub.redis.reads", "{read}", "Parts of topics' logs that were read from Redis");
        _holes = meter.CreateCounter<long>("realtimehub.redis.holes", "{hole}", "Events that Redis had not told, and that were found, by how");
        _lives = meter.CreateCounter<long>("realtimehub.redis.epochs", "{epoch}", "Topics that began another life because Redis had lost or changed something, by why");
        _malformed = meter.CreateCounter<long>("realtimehub.redis.malformed", "{message}", "Messages and entries in Redis that are none of ours");
        _unavailable = meter.CreateCounter<long>("realtimehub.redis.unavailable", "{publish}", "Publishes that were refused with 114 because Redis did not answer, or not yet");
        _renewals = meter.CreateCounter<long>("realtimehub.redis.renewals", "{renewal}", "Connections for messages that were made anew, by why");
        _forgotten = meter.CreateCounter<long>("realtimehub.redis.forgotten", "{publish}", "Publishes whose place the node could not remember, because it publishes to too many topics");
        _surveys = meter.CreateCounter<long>("realtimehub.redis.surveys", "{survey}", "Comparisons of all topics after Redis was restarted or another server took over, by how they ended");
    }

    public void Read() => _reads.Add(1);

    public void Hole(string how) => _holes.Add(1, new KeyValuePair<string, object?>("found", how));

    public void NewLife(string why) => _lives.Add(1, new KeyValuePair<string, object?>("reason", why));

    public void Malformed() => _malformed.Add(1);

    /// <summary>More topics are published to than a node can remember.</summary>
    public void Forgot() => _forgotten.Add(1);

    public void Unavailable() => _unavailable.Add(1);

    public void Renewed(string why) => _renewals.Add(1, new KeyValuePair<string, object?>("reason", why));

    public void Surveyed(string outcome) => _surveys.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
