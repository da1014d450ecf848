using ClusterTests.Tasks.Support;

namespace ClusterTests.Tasks;

/// <summary>Many tasks with many keys, which fail and are cancelled now and then, while nodes die: what <c>npm run test:long -- --only tasks</c> runs.</summary>
[Collection<TaskNodeTests>]
public sealed class TaskCampaignTests(TaskLane lane)
{
    private static readonly int Kills = Campaign.IsLong ? 3 : 1;

    /// <summary>Long enough that a node that is killed has some under way.</summary>
    private const int WorkMs = 200;

    [Fact]
    public async Task None_is_lost_none_is_tried_twice_at_once_and_keys_keep_their_order_whatever_dies()
    {
        var plan = Campaign.IsLong
            ? new TaskPlan { Tasks = Campaign.Size(1_000, whenLong: 100_000), Keys = 1_000, Callers = 50, WorkMs = WorkMs, FollowEvery = Campaign.Size(50, whenLong: 500) }
            : new TaskPlan { WorkMs = WorkMs };
        await using var run = await lane.BeginAsync(plan, RedisDurability.EverySecond);
        for (var kill = 0; kill < Kills; kill++)
        {
            var node = lane.Nodes[kill % lane.Nodes.Count];
            await run.AcceptsAsync(plan.Tasks / (Kills + 1));
            await run.KillAsync(node);
            await run.AcceptsAsync(plan.Tasks / 20);
            await node.StartAsync();
        }

        var judge = await run.EndsCleanAsync();

        // Otherwise it has not been seen what it is about. In a short one it may be that each kill hits a node that has just nothing to do.
        if (Campaign.IsLong) Assert.InRange(judge.CutShort, 1, int.MaxValue);
    }
}
