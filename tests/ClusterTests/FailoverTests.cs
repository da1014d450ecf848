namespace ClusterTests;

/// <summary>Sentinel makes a follower the master that had not got everything. What it lacks is lost; nobody may be left to believe that it is not.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task Everybody_is_told_when_a_follower_takes_over_that_was_behind()
    {
        await using var redis = await RedisWithSentinel.StartAsync();
        await using var cluster = await TestCluster.StartAsync(Enumerable.Repeat(redis.Configuration, 3));
        await using var run = await ClusterRun.StartAsync(cluster);
        await Rounds.RepeatAsync("a follower took over that was behind", usual: 1, whenLong: 50, run, async round =>
        {
            await run.PublishesAsync(40);
            redis.HoldBackReplication();
            await run.PublishesAsync(60);
            run.Loses();
            await redis.FailOverAsync();
            await run.PublishesAsync(60);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
            await redis.ComeBackAsync();
        });

        Assert.Equal(0, run.Tally.Comebacks);
        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }
}
