using RealtimeHub.Load.Checks;
using RealtimeHub.Load.Fleets;

namespace RealtimeHub.Load.Tests.Checks;

/// <summary>What the engine has to be, to be believed.</summary>
public sealed class EngineCheckResultTests
{
    /// <summary>One that passes: 10,000 events in 10 s, on nine tenths of a core, with the latencies of the witness.</summary>
    private static readonly EngineCheckResult Good = new()
    {
        Plan = new EngineCheckPlan { Connections = 100, Rate = 5, EventsPerFrame = 2, Seconds = 10 },
        Time = TimeSpan.FromSeconds(10),
        Events = 10_000,
        Bytes = 1_280_000,
        Cpu = new CpuTime(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6)),
        FloorCpu = TimeSpan.FromSeconds(5),
        AllocatedBytes = 0,
        Faults = new FleetResult(),
        Counted = 10_000,
        P50 = 1_000,
        P99 = 2_000,
        Witness = new WitnessReport(100, 1_000, 1_500, 2_000, 3_000),
    };

    public static TheoryData<string> EveryFault => ["lost", "repeated", "out of order", "announced", "broken"];

    [Fact]
    public void What_keeps_up_without_a_fault_and_agrees_passes()
    {
        Assert.True(Good.Passed);
        Assert.EndsWith("PASSED", Good.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000, 2_000, true)]
    [InlineData(1_050, 2_000, true)]
    [InlineData(950, 2_000, true)]
    [InlineData(1_051, 2_000, false)]
    [InlineData(949, 2_000, false)]
    [InlineData(1_500, 2_000, false)]
    [InlineData(500, 2_000, false)]
    [InlineData(1_000, 2_100, true)]
    [InlineData(1_000, 1_900, true)]
    [InlineData(1_000, 2_101, false)]
    [InlineData(1_000, 1_899, false)]
    [InlineData(1_000, 3_000, false)]
    public void Latencies_may_be_5_percent_off_those_of_the_witness(double p50, double p99, bool agrees)
    {
        var result = Good with { P50 = p50, P99 = p99 };

        Assert.Equal((agrees, agrees), (result.Agrees, result.Passed));
        Assert.EndsWith(agrees ? "PASSED" : "FAILED: its latencies are more than 5 % off those of the witness", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_that_saw_nothing_agrees_with_nobody() =>
        Assert.False((Good with { P50 = 0, P99 = 0, Witness = new WitnessReport(0, 0, 0, 0, 0) }).Passed);

    [Theory]
    [InlineData(9_800, true)]
    [InlineData(9_799, false)]
    [InlineData(5_000, false)]
    public void Two_percent_of_the_events_may_be_due_outside_of_what_is_measured(long events, bool keepsUp)
    {
        var result = Good with { Events = events };

        Assert.Equal((keepsUp, keepsUp), (result.KeepsUp, result.Passed));
    }

    [Theory]
    [InlineData(3.99, true)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    public void User_and_system_time_together_have_to_be_less_than_one_core(double userSeconds, bool keepsUp)
    {
        var result = Good with { Cpu = new CpuTime(TimeSpan.FromSeconds(userSeconds), TimeSpan.FromSeconds(6)) };

        Assert.Equal((keepsUp, keepsUp), (result.KeepsUp, result.Passed));
    }

    [Theory]
    [MemberData(nameof(EveryFault))]
    public void A_single_fault_is_one_too_many(string fault)
    {
        var result = Good with { Faults = With(fault) };

        Assert.Equal((false, false), (result.Faultless, result.Passed));
        Assert.EndsWith("FAILED: not everything came as it was sent", result.ToString(), StringComparison.Ordinal);
    }

    private static FleetResult With(string fault) => fault switch
    {
        "lost" => new FleetResult { Lost = 1 },
        "repeated" => new FleetResult { Repeated = 1 },
        "out of order" => new FleetResult { OutOfOrder = 1 },
        "announced" => new FleetResult { Announced = 1 },
        _ => new FleetResult { BrokenConnections = 1 },
    };
}
