using ClusterTests.Tasks.Support;
using RealtimeHub.Contracts;
using TaskNode;

namespace ClusterTests.Tasks;

/// <summary>Tasks outlive their nodes, and the Redis that keeps them.</summary>
[Collection<TaskNodeTests>]
public sealed class TaskCrashTests(TaskLane lane)
{
    private static readonly TimeSpan TakeOver = (TaskLane.Lease * 2) + TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Every_task_comes_to_one_end_although_nodes_are_stopped_and_started_again_one_after_the_other()
    {
        await using var run = await lane.BeginAsync();
        foreach (var node in lane.Nodes)
        {
            await run.AcceptsAsync(run.Plan.Tasks / 5);
            Assert.Equal(0, await node.TerminateAsync());
            await node.StartAsync();
        }

        await run.EndsCleanAsync();
    }

    [Fact]
    public async Task Every_task_comes_to_one_end_although_Redis_is_killed()
    {
        await using var run = await lane.BeginAsync();
        await run.AcceptsAsync(run.Plan.Tasks / 3);
        await lane.Redis.RestartAsync();

        await run.EndsCleanAsync();
    }

    [Fact]
    public async Task What_a_killed_node_worked_on_is_the_next_attempt_of_another_one_and_who_follows_it_sees_that()
    {
        await using var run = await lane.BeginAsync(new TaskPlan { Tasks = 0 });
        var (id, follower, node) = await HoldAsync(run);
        await run.KillAsync(lane.Nodes[node]);
        var again = await lane.Steps.NextAsync(step => step.Task == id && step.Attempt == 2, TakeOver);
        await follower.EndsAsync(TakeOver);
        await lane.Nodes[node].StartAsync();

        Assert.Contains(again.Process, lane.Nodes.Where((_, n) => n != node).Select(other => other.ProcessId));
        Assert.Equal((TaskState.Succeeded, 2), (follower.Of(id)[^1].State, follower.Of(id)[^1].Attempt));
        await run.EndsCleanAsync();
    }

    [Fact]
    public async Task What_a_node_hands_back_when_it_is_stopped_is_the_next_attempt_of_another_one_and_no_failure()
    {
        await using var run = await lane.BeginAsync(new TaskPlan { Tasks = 0 });
        var (id, follower, node) = await HoldAsync(run);
        var ending = lane.Nodes[node].TerminateAsync();
        await lane.Steps.NextAsync(step => step.Task == id && step.Attempt == 2, TakeOver);
        await follower.EndsAsync(TakeOver);
        Assert.Equal(0, await ending);
        await lane.Nodes[node].StartAsync();

        Assert.Equal((TaskState.Succeeded, 2), (follower.Of(id)[^1].State, follower.Of(id)[^1].Attempt));
        await run.EndsCleanAsync();
    }

    /// <summary>Starts a task whose first attempt does not end by itself, and which may not fail at all. It is followed on another node than the one that works on it.</summary>
    private async Task<(string Id, TaskFollower Follower, int Node)> HoldAsync(TaskRun run)
    {
        for (var tries = 0; ; tries++)
        {
            var (id, follower) = await run.StartAsync(Chores.NoSecondChance, new ChoreArgs { Holds = true }, follower: 2);
            var begun = await lane.Steps.NextAsync(step => step.Task == id, TakeOver);
            var node = lane.Nodes.ToList().FindIndex(one => one.ProcessId == begun.Process);
            await follower.SeesAsync(id, report => report.State == TaskState.Running, TakeOver);
            if (node != 2) return (id, follower, node);
            run.Cancelled(id);
            await run.Calls.CancelAsync(0, id);
        }
    }
}
