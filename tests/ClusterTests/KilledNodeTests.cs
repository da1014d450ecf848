namespace ClusterTests;

/// <summary>A node that is gone costs nobody an event: its clients go to the others.</summary>
[Collection<NodeTests>]
public sealed class KilledNodeTests(NodeLane lane)
{
    [Fact]
    public async Task Nothing_is_lost_repeated_or_reordered_when_nodes_are_killed()
    {
        await using var run = await lane.BeginAsync(new RunPlan { Topics = Campaign.Size(6, whenLong: 150), Subscribers = Campaign.Size(15, whenLong: 1_500) });
        await Rounds.RepeatAsync("a node was killed", usual: 2, whenLong: 200, run, async round =>
        {
            var node = lane.Nodes[round % 3];
            await run.PublishesAsync(40);
            await node.KillAsync();
            await run.PublishesAsync(40);
            await run.CatchesUpAsync(Bounds.AfterNode);
            await node.StartAsync();
        });

        await run.EndsCleanAsync(Bounds.AfterNode);
    }

    [Fact]
    public async Task Nothing_is_lost_repeated_or_reordered_when_nodes_end_and_start_again_one_after_the_other()
    {
        await using var run = await lane.BeginAsync();
        await Rounds.RepeatAsync("a node was asked to end", usual: 1, whenLong: 150, run, async round =>
        {
            var node = lane.Nodes[round % 3];
            await run.PublishesAsync(40);
            var ending = node.TerminateAsync();
            Assert.Equal(0, await ending.WaitAsync(Bounds.Drain, TimeProvider.System));
            await run.PublishesAsync(40);
            await run.CatchesUpAsync(Bounds.AfterNode);
            await node.StartAsync();
        });

        await run.EndsCleanAsync(Bounds.AfterNode);
    }
}
