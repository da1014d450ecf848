namespace ClusterTests.Harness;

/// <summary>The Redis of the tests does what they say that it does; otherwise they would show nothing.</summary>
public sealed class RedisProcessTests
{
    [Theory]
    [InlineData(RedisDurability.EveryWrite, "2")]
    [InlineData(RedisDurability.Nothing, "1")]
    public async Task After_it_was_killed_it_has_what_its_disk_keeps(RedisDurability durability, string kept)
    {
        await using var redis = await RedisProcess.StartAsync();
        await redis.KeepAsync(durability);
        await redis.CallAsync("SET", "a", "1");
        if (durability == RedisDurability.Nothing) await redis.SaveAsync();
        await redis.CallAsync("SET", "a", "2");

        await redis.RestartAsync();

        Assert.Equal(kept, (await redis.CallAsync("GET", "a")).Text);
    }

    [Fact]
    public async Task Without_a_save_it_has_nothing_after_it_was_killed()
    {
        await using var redis = await RedisProcess.StartAsync();
        await redis.KeepAsync(RedisDurability.EveryWrite);
        await redis.CallAsync("SET", "a", "1");
        await redis.KeepAsync(RedisDurability.Nothing);

        await redis.RestartAsync();

        Assert.Equal('_', (await redis.CallAsync("GET", "a")).Kind);
    }

    [Fact]
    public async Task A_cluster_keeps_keys_at_the_server_of_their_slot()
    {
        await using var cluster = await RedisClusterOfThree.StartAsync();

        // The slot of "foo" is 12,182: the last third.
        Assert.Equal("OK", (await cluster.Masters[2].CallAsync("SET", "foo", "1")).Text);
        var moved = await Assert.ThrowsAsync<RespErrorException>(() => cluster.Masters[0].CallAsync("SET", "foo", "1"));
        Assert.Contains($"MOVED 12182 {cluster.Masters[2].Address}", moved.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_that_was_held_back_takes_over_without_what_it_missed_and_the_old_master_follows_it()
    {
        await using var redis = await RedisWithSentinel.StartAsync();
        await redis.Master.CallAsync("SET", "a", "1");
        await redis.FollowerHasEverythingAsync();
        redis.HoldBackReplication();
        await redis.Master.CallAsync("SET", "a", "2");

        await redis.FailOverAsync();
        Assert.Equal("1", (await redis.Master.CallAsync("GET", "a")).Text);

        await redis.ComeBackAsync();
        await redis.FailOverAsync();
        Assert.Equal("1", (await redis.Master.CallAsync("GET", "a")).Text);
    }
}
