using Xunit.Sdk;

namespace ClusterTests.Harness;

/// <summary>A run finds what it is there to find.</summary>
public sealed class ClusterRunTests
{
    [Fact]
    public async Task Nodes_that_share_nothing_are_found_out()
    {
        await using var cluster = await TestCluster.StartAsync(["", ""]);
        var found = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var run = await ClusterRun.StartAsync(cluster);
            await run.PublishesAsync(50);
            await run.EndsCleanAsync(TimeSpan.FromSeconds(1));
        });

        Assert.Contains("C5 Durability", found.Message, StringComparison.Ordinal);
        Assert.Contains("behind: subscriber", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_forgets_everything_is_found_out_unless_it_may()
    {
        await using var cluster = await TestCluster.StartAsync([""]);
        await using (var run = await ClusterRun.StartAsync(cluster))
        {
            run.MayLose();
            await ForgetAsync(run, cluster);
            await run.EndsCleanAsync(Bounds.AfterNode);
        }

        await using var strict = await ClusterRun.StartAsync(cluster);
        await ForgetAsync(strict, cluster);
        var found = await Assert.ThrowsAsync<TrueException>(() => strict.EndsCleanAsync(Bounds.AfterNode));
        Assert.Contains("C5 Durability", found.Message, StringComparison.Ordinal);
    }

    private static async Task ForgetAsync(ClusterRun run, TestCluster cluster)
    {
        await run.PublishesAsync(30);
        await cluster.Nodes[0].KillAsync();
        await cluster.Nodes[0].StartAsync();
        await run.PublishesAsync(30);
        await run.CatchesUpAsync(Bounds.AfterNode);
    }
}
