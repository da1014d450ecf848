namespace ClusterTests;

/// <summary>Topics lie on several Redis servers, each with a part of the slots of a Redis Cluster.</summary>
public sealed class RedisClusterTests
{
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
}
