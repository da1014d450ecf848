using RealtimeHub.Cluster.Redis;
using RealtimeHub.Contracts;
using RealtimeHub.Topics;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Topics;

/// <summary>The topics as Redis keeps them.</summary>
internal sealed class TopicStore(RedisLink link, RedisScripts scripts, ClusterMetrics metrics)
{
    /// <summary>How many events one read brings at most.</summary>
    public const int PageEvents = 256;

    /// <summary>How long a topic is remembered to which nothing was ever published, and that nobody follows any more.</summary>
    private static readonly TimeSpan UnusedExpiry = TimeSpan.FromDays(1);

    private static readonly RedisValue[] StateFields = ["e", "s", "u"];

    /// <summary>Where a topic stands.</summary>
    public async Task<TopicState> StateAsync(TopicName topic)
    {
        var values = await link.Database.HashGetAsync(link.Keys.State(topic), StateFields);
        return TopicState.Of(values[0], values[1], values[2]);
    }

    /// <summary>Where a topic stands; it begins a life when it has none.</summary>
    public async Task<TopicState> OpenAsync(TopicName topic) =>
        TopicState.Of(await scripts.OpenAsync(link.Keys.State(topic), link.Keys.Stream(topic), Epochs.New(), UnusedExpiry));

    /// <summary>Lets a topic stay that somebody follows, though nothing is published to it. Mostly that is a look: it is written once in half of the time.</summary>
    public async Task KeepAsync(TopicName topic)
    {
        var state = link.Keys.State(topic);
        if (await link.Database.KeyTimeToLiveAsync(state) < UnusedExpiry / 2) await link.Database.KeyExpireAsync(state, UnusedExpiry, ExpireWhen.GreaterThanCurrentExpiry);
    }

    /// <summary>Ends a life of a topic, unless another one has begun meanwhile.</summary>
    public async Task<TopicState> RotateAsync(TopicName topic, string over) =>
        TopicState.Of(await scripts.RotateAsync(link.Keys.State(topic), over, Epochs.New()));

    public async Task<TopicPart> ReadAsync(TopicName topic, long from, int count, bool newestFirst = false, DateTimeOffset? notBefore = null)
    {
        metrics.Read();
        return TopicPart.Of(await scripts.ReadAsync(link.Keys.State(topic), link.Keys.Stream(topic), from, count, newestFirst, notBefore), count, metrics.Malformed);
    }
}
