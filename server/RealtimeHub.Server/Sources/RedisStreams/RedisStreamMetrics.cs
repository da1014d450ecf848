using System.Diagnostics.Metrics;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>What is counted beside that which is counted for every source. The only tag is the source's name.</summary>
internal sealed class RedisStreamMetrics
{
    private readonly Counter<long> _setAside;

    public RedisStreamMetrics(IMeterFactory meters) =>
        _setAside = meters.Create("RealtimeHub").CreateCounter<long>("realtimehub.source.set_aside", "{entry}", "Entries of streams that cannot become events, and were set aside.");

    public void SetAside(string source) => _setAside.Add(1, new KeyValuePair<string, object?>("source", source));
}
