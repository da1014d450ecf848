namespace ClusterTests;

/// <summary>Redis has lost what it had, or a part of it, and goes on as if nothing had happened. Nodes have to notice, and never give an offset of the same epoch to another event.</summary>
[Collection<RedisTests>]
public sealed class LostDataTests(RedisLane lane)
{
    [Fact]
    public async Task Everybody_is_told_when_everything_is_deleted()
    {
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("everything was deleted", usual: 2, whenLong: 50, run, async _ =>
        {
            await run.PublishesAsync(40);
            run.Loses();
            await lane.Redis.ForgetEverythingAsync();
            await run.PublishesAsync(40);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task Everybody_is_told_when_Redis_goes_back_to_an_earlier_state()
    {
        await lane.HealAsync();
        await lane.Redis.KeepAsync(RedisDurability.Nothing);
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("Redis went back to an earlier state", usual: 2, whenLong: 50, run, async _ =>
        {
            await run.PublishesAsync(40);
            await lane.Redis.SaveAsync();
            await run.PublishesAsync(40);
            run.Loses();
            await lane.Redis.RestartAsync();
            await run.PublishesAsync(40);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }
}
