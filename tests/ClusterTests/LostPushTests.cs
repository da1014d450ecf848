using System.Diagnostics;

namespace ClusterTests;

/// <summary>Redis stores an event and tells it to those who subscribe; that message may be lost, and nobody says so. Nodes notice, and read what they missed.</summary>
[Collection<PushTests>]
public sealed class LostPushTests(PushLane lane)
{
    [Fact]
    public async Task Nothing_is_lost_when_subscriptions_to_Redis_are_cut()
    {
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("subscriptions to Redis were cut", usual: 5, whenLong: 1_000, run, async round =>
        {
            Assert.InRange(await lane.Redis.CutSubscribersAsync(), 1, long.MaxValue);
            await run.PublishesAsync(10);
            if (round % 5 == 4) await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        Assert.Equal(0, run.Tally.Comebacks);
        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task A_node_that_gets_no_pushes_says_that_it_is_not_ready_and_its_clients_get_everything_all_the_same()
    {
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("a node got no pushes for a while", usual: 1, whenLong: 100, run, async round =>
        {
            var n = round % 3;
            lane.Ways[n].SwallowAll();
            await lane.Nodes[n].UnreadyAsync(Bounds.Readiness);
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
            lane.Ways[n].Heal();
            await lane.Nodes[n].ReadyAsync(Bounds.Readiness);
        });

        Assert.True(lane.Ways[0].Swallowed > 0);
        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task Single_pushes_that_are_lost_cost_nothing()
    {
        await using var run = await lane.BeginAsync();
        foreach (var way in lane.Ways) way.Swallow(_ => Random.Shared.Next(10) == 0);
        await run.PublishesAsync(Campaign.Size(300, whenLong: 20_000), TimeSpan.FromMinutes(10));

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
        Assert.True(lane.Ways.Sum(way => way.Swallowed) > 50);
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_node_takes_what_Redis_sends_too_slowly()
    {
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("a node was slower than Redis", usual: 1, whenLong: 50, run, async round =>
        {
            lane.Ways[round % 3].SlowDown(8_000);
            await run.PublishesAsync(300);
            lane.Ways[round % 3].Heal();
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task Nothing_is_lost_when_Redis_cuts_a_node_because_it_takes_nothing()
    {
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("Redis cut a node that took nothing", usual: 1, whenLong: 50, run, async round =>
        {
            lane.Ways[round % 3].Stall();
            await lane.Redis.FloodASubscriberAwayAsync();
            await run.PublishesAsync(20);
            lane.Ways[round % 3].Heal();
            await run.CatchesUpAsync(Bounds.AfterLostPushes);
        });

        await run.EndsCleanAsync(Bounds.AfterLostPushes);
    }

    [Fact]
    public async Task The_last_event_of_a_topic_reaches_everybody_in_time_though_its_push_was_lost()
    {
        await lane.HealAsync();
        await using var audience = await Audience.StartAsync(lane.Nodes, topics: Campaign.Size(8, whenLong: 50));
        for (var round = 0; round < Campaign.Size(1, whenLong: 20); round++)
        {
            var (text, before) = ($"last-{Guid.NewGuid():N}", lane.Ways.Sum(way => way.Swallowed));
            foreach (var way in lane.Ways) way.Swallow(push => push.Has(text));
            await audience.PublishAsync(text);
            var published = Stopwatch.GetTimestamp();

            await audience.HasAsync(text, Bounds.LastEvent);
            Assert.True(lane.Ways.Sum(way => way.Swallowed) >= before + audience.Topics, "the pushes were not lost, so this says nothing");
            Campaign.TellProgress($"{(round + 1) * audience.Topics} lost pushes of last events; the last round took {Stopwatch.GetElapsedTime(published)}");
        }
    }
}
