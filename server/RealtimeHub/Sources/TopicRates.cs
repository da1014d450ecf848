using RealtimeHub.Configuration;
using RealtimeHub.Topics;

namespace RealtimeHub.Sources;

/// <summary>Finds the busiest topics by how far their heads moved, but for those of background tasks: their names are for those who started them.</summary>
internal sealed class TopicRates
{
    private readonly TopicRegistry _topics;
    private readonly int _listed;
    private Dictionary<TopicLog, long> _before = [];

    public TopicRates(TopicRegistry topics, int listed) => (_topics, _listed) = (topics, listed);

    /// <param name="time">Now, in milliseconds since 1970.</param>
    /// <param name="seconds">How long ago the last call was.</param>
    public TopicList Next(long time, double seconds)
    {
        var heads = _topics.All.ToDictionary(log => log, log => log.Head);
        var before = _before;
        _before = heads;
        var busiest = heads
            .Where(entry => !NamespaceTable.IsOfTask(entry.Key.Name))
            .Select(entry => (Log: entry.Key, Rate: (entry.Value - before.GetValueOrDefault(entry.Key, entry.Value)) / seconds))
            .OrderByDescending(entry => entry.Rate)
            .ThenBy(entry => entry.Log.Name.Value, StringComparer.Ordinal)
            .Take(_listed)
            .Select(entry => Describe(entry.Log, entry.Rate));
        return new TopicList(time, heads.Count, [.. busiest]);
    }

    private static TopicRate Describe(TopicLog log, double rate)
    {
        var window = log.Window();
        return new TopicRate(log.Name.Value, window.Head, Math.Round(rate, 1), log.SubscriberCount, window.Events, window.Bytes);
    }
}

/// <summary>The busiest topics, as published to <c>$server:topics</c>.</summary>
internal sealed record TopicList(long Time, int Total, IReadOnlyList<TopicRate> Topics);

/// <summary>One of the busiest topics: where it stands, how fast it moves, what its log holds.</summary>
internal sealed record TopicRate(string Topic, long Offset, double EventsPerSecond, int Subscribers, int Events, long Bytes);
