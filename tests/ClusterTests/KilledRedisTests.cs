namespace ClusterTests;

/// <summary>Redis is gone and comes back. Meanwhile nothing can be published, and nobody loses the connection.</summary>
[Collection<RedisTests>]
public sealed class KilledRedisTests(RedisLane lane)
{
    [Theory]
    [InlineData(RedisDurability.EveryWrite)]
    [InlineData(RedisDurability.EverySecond)]
    [InlineData(RedisDurability.Nothing)]
    public async Task What_Redis_loses_when_it_is_killed_everybody_is_told_of_and_nothing_else_is_lost(RedisDurability durability)
    {
        await lane.HealAsync();
        await lane.Redis.KeepAsync(durability);
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync($"Redis was killed, keeping {durability}", usual: 1, whenLong: 100, run, async _ =>
        {
            await run.PublishesAsync(40);
            if (durability != RedisDurability.EveryWrite) run.MayLose();
            await lane.Redis.KillAsync();
            await run.IsRefusedAsync();
            await lane.Redis.StartAgainAsync();
            await run.PublishesAsync(1, Bounds.AfterRedis);
            await run.PublishesAsync(40);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        Assert.Equal(0, run.Tally.Comebacks);
        Assert.Equal(0, run.Tally.Unanswered);
        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task Nodes_are_not_ready_while_Redis_is_gone()
    {
        await lane.HealAsync();
        await lane.Redis.KillAsync();
        await Task.WhenAll(lane.Nodes.Select(node => node.UnreadyAsync(Bounds.Readiness)));

        await lane.Redis.StartAgainAsync();
        await Task.WhenAll(lane.Nodes.Select(node => node.ReadyAsync(Bounds.Readiness)));
    }
}
