namespace ClusterTests;

/// <summary>Publishers that do not know what became of an event send it again, to any node, as often as they like.</summary>
[Collection<RedisTests>]
public sealed class RetryStormTests(RedisLane lane)
{
    [Fact]
    public async Task However_often_an_event_is_sent_and_wherever_to_it_is_there_once()
    {
        await lane.HealAsync();
        await lane.Redis.KeepAsync(RedisDurability.EveryWrite);
        await using var run = await lane.BeginAsync(new RunPlan { EventsPerSecond = 0, RepeatEvery = 1, Copies = 3, Publishers = Campaign.Size(4, whenLong: 16) });
        await Rounds.RepeatAsync("Redis was killed while all nodes got each event", usual: 1, whenLong: 200, run, async _ =>
        {
            await run.PublishesAsync(Campaign.Size(300, whenLong: 1_700));
            await lane.Redis.RestartAsync();
            await run.PublishesAsync(1, Bounds.AfterRedis);
        });

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }
}
