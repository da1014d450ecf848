using Xunit;

namespace RealtimeHub.Simulation;

/// <summary>The core under everything that clients, networks and clocks can do, for many seeds.</summary>
public sealed class SimulationTests
{
    private static readonly int Seeds = Campaign.Choose(usual: 2_000, thorough: 100_000);

    [Fact]
    public void Whatever_happens_nothing_is_lost_or_repeated_without_a_notice()
    {
        if (Campaign.Seed is { } seed)
        {
            var outcome = World.Run(seed, keptLines: int.MaxValue);
            TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
            Assert.Null(outcome.Violation);
            return;
        }

        var failed = Campaign.ForEach(Seeds, number => World.Run(number) is { Violation: not null } outcome ? outcome : null, "seeds");
        Assert.True(failed is null, failed?.ToString());
    }

    [Fact]
    public void A_seed_does_the_same_every_time()
    {
        for (var seed = 1; seed <= 20; seed++) Assert.Equal(World.Run(seed).Hash, World.Run(seed).Hash);
        Assert.NotEqual(World.Run(1).Hash, World.Run(2).Hash);
    }
}
