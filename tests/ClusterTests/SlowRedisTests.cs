namespace ClusterTests;

/// <summary>Redis is there, and does not do what it is asked for. Each publish is answered in time, may be tried again, and nobody loses the connection.</summary>
[Collection<RedisTests>]
public sealed class SlowRedisTests(RedisLane lane)
{
    private const int Often = 50;

    [Fact]
    public Task A_Redis_that_answers_nobody_for_a_while_costs_nothing() => SufferAsync(
        "Redis was frozen",
        async run =>
        {
            lane.Redis.Freeze();
            await run.IsRefusedAsync();
        },
        () =>
        {
            lane.Redis.GoOn();
            return Task.CompletedTask;
        });

    [Fact]
    public Task A_Redis_without_memory_costs_nothing() => SufferAsync(
        "Redis had no memory left",
        async run =>
        {
            await lane.Redis.SetAsync("maxmemory", "1mb");
            await run.IsRefusedAsync();
        },
        () => lane.Redis.SetAsync("maxmemory", "0"));

    [Fact]
    public Task A_Redis_that_takes_no_writes_costs_nothing() => SufferAsync(
        "Redis took no writes",
        async run =>
        {
            // It follows somebody who is not there, and keeps what it has.
            await lane.Redis.CallAsync("REPLICAOF", "127.0.0.1", "1");
            await run.IsRefusedAsync();
        },
        () => lane.Redis.CallAsync("REPLICAOF", "NO", "ONE"));

    [Fact]
    public async Task A_Redis_that_has_forgotten_the_scripts_is_told_them_again()
    {
        await lane.HealAsync();
        await lane.Cluster.AgreesAsync();
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("scripts were forgotten", usual: 5, whenLong: Often, run, async _ =>
        {
            await lane.Redis.ForgetScriptsAsync();
            await run.PublishesAsync(20);
        });

        Assert.True(run.Tally.Unavailable == 0, $"{run.Tally}\n{lane.Cluster.Log}");
        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task A_node_ends_in_time_although_Redis_does_not_answer()
    {
        await using var run = await lane.BeginAsync();
        lane.Redis.Freeze();
        await run.IsRefusedAsync();

        Assert.Equal(0, await lane.Nodes[0].TerminateAsync().WaitAsync(Bounds.Drain, TimeProvider.System));

        lane.Redis.GoOn();
        await lane.Nodes[0].StartAsync();
        await run.EndsCleanAsync(Bounds.AfterNode);
    }

    private async Task SufferAsync(string harm, Func<ClusterRun, Task> begin, Func<Task> end)
    {
        await lane.HealAsync();
        await lane.Redis.KeepAsync(RedisDurability.EveryWrite);
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync(harm, usual: 1, whenLong: Often, run, async _ =>
        {
            await run.PublishesAsync(20);
            await begin(run);
            await end();
            await run.PublishesAsync(20);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        Assert.Equal((0, 0), (run.Tally.Comebacks, run.Tally.Unanswered));
        Assert.True(run.Tally.SlowestAnswer < Bounds.Answer, $"an answer took {run.Tally.SlowestAnswer}");
        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }
}
