using System.Diagnostics;
using RealtimeHub.Contracts;
using Xunit;

namespace RealtimeHub.Simulation;

/// <summary>The core under everything that clients, networks and clocks can do, for many seeds.</summary>
public sealed class SimulationTests
{
    private static readonly int Seeds = Campaign.Size(2_000, whenLong: 100_000);

    [Fact]
    public void Whatever_happens_nothing_is_lost_or_repeated_without_a_notice()
    {
        if (Campaign.Seed is { } seed)
        {
            var outcome = World.Run(seed, keptLines: int.MaxValue);
            TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}\ntrace {outcome.Hash:x16}");
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

    /// <summary>Hash codes of texts are others in each process; nothing may depend on them.</summary>
    [Fact]
    public async Task A_seed_does_the_same_in_another_process()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(World).Assembly.Location, "-noLogo", "-showLiveOutput", "-method", $"*.{nameof(Whatever_happens_nothing_is_lost_or_repeated_without_a_notice)}"])
        {
            RedirectStandardOutput = true, Environment = { [Campaign.SeedVariable] = "77" },
        };
        using var other = Process.Start(start)!;
        Assert.Contains($"trace {World.Run(77).Hash:x16}", await other.StandardOutput.ReadToEndAsync(Patience.Token), StringComparison.Ordinal);
    }

    /// <summary>A simulation in which little happens would prove little.</summary>
    [Fact]
    public void Whatever_can_happen_happens()
    {
        var seen = new HashSet<string>();
        for (var seed = 1; seed <= 100; seed++)
        {
            var outcome = World.Run(seed);
            seen.UnionWith(outcome.Counts.Keys);
            seen.UnionWith(outcome.Totals.Keys);
        }

        string[] expected =
        [
            "fresh", "recovered", RecoveryReasons.EpochChanged, RecoveryReasons.TooOld, RecoveryReasons.Ahead,
            "gap expired gone", "gap slow gone", "gap slow Recover", "gap slow Latest", "jumps", "repeats", "trimmed", "cut", "ended Slow",
            .. Outcomes("caughtUp", "skipped", "conflated", "disconnected"), "realtimehub.connections.cut",
        ];
        Assert.Empty(expected.Except(seen));
    }

    private static IEnumerable<string> Outcomes(params string[] names) => names.Select(name => $"realtimehub.behind.outcomes.{name}");
}
