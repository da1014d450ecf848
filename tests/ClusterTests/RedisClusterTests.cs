using System.Net;
using RealtimeHub.TestKit.Processes;

namespace ClusterTests;

/// <summary>Topics lie on several Redis servers, each with a part of the slots of a Redis Cluster.</summary>
public sealed class RedisClusterTests
{
    private static readonly int[] StartsWithoutRedis = [1701, 1702, 1706, 1707, 1708];
    private static readonly TimeSpan FirstReadiness = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_node_that_starts_before_its_Redis_Cluster_answers_uses_the_same_channels_as_all_others()
    {
        await using var redis = await RedisClusterOfThree.StartAsync();
        foreach (var master in redis.Masters) master.Freeze();
        await using var node = await TestServer.StartAsync(("Redis:Configuration", redis.Configuration));
        foreach (var id in StartsWithoutRedis) node.Allows(id);

        foreach (var master in redis.Masters) master.GoOn();
        await redis.WorksAsync();
        await Poll.UntilAsync(() => IsReadyAsync(node), FirstReadiness, () => "it is not ready");

        Assert.Empty(await ChannelsAsync(redis, "CHANNELS"));
        Assert.NotEmpty(await ChannelsAsync(redis, "SHARDCHANNELS"));
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_master_of_a_Redis_Cluster_is_killed_and_comes_back()
    {
        await using var redis = await RedisClusterOfThree.StartAsync();
        foreach (var master in redis.Masters) await master.KeepAsync(RedisDurability.EveryWrite);
        await using var cluster = await TestCluster.StartAsync(Enumerable.Repeat(redis.Configuration, 2));
        await using var run = await ClusterRun.StartAsync(cluster, new RunPlan { Topics = 30 });
        await Rounds.RepeatAsync("a master of a Redis Cluster was killed", usual: 1, whenLong: 50, run, async round =>
        {
            await run.PublishesAsync(60);
            await redis.Masters[round % 3].KillAsync();
            await run.IsRefusedAsync();
            await redis.Masters[round % 3].StartAgainAsync();
            await redis.WorksAsync();
            await run.PublishesAsync(60);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    private static async Task<bool> IsReadyAsync(TestServer node)
    {
        using var answer = await node.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>The channels of nodes that somebody follows, of one kind.</summary>
    private static async Task<List<string>> ChannelsAsync(RedisClusterOfThree redis, string kind)
    {
        var found = new List<string>();
        foreach (var master in redis.Masters) found.AddRange((await master.CallAsync("PUBSUB", kind, "rh:*")).Items.Select(channel => channel.Text));
        return found;
    }
}
