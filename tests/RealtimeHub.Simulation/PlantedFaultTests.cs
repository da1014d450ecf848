using RealtimeHub.Simulation.Faults;
using Xunit;

namespace RealtimeHub.Simulation;

/// <summary>The simulation itself is tested with faults that are planted between the core and the world: it finds each of them.</summary>
public sealed class PlantedFaultTests
{
    /// <summary>How many seeds a fault may hide for.</summary>
    private const int Seeds = 50;

    public static TheoryData<string, string> Faults => new()
    {
        { nameof(LosesASlice), "no notice" },
        { nameof(RepeatsASlice), "came after" },
        { nameof(SwapsTwoSlices), "came after" },
        { nameof(LosesAnEvent), "no notice" },
        { nameof(EndsGapsTooEarly), "came after" },
        { nameof(HidesGaps), "no notice" },
        { nameof(ChangesData), "should be" },
        { nameof(MixesTopics), "" },
        { nameof(StartsOneTooFar), "" },
        { nameof(ConflatesUnasked), "no notice" },
        { nameof(LiesAboutRecovery), "no notice" },
        { nameof(OverlooksAnotherEpoch), "was told" },
        { nameof(DeliversBeforeTheReply), "without a subscription that was answered" },
        { nameof(ForgetsASubscription), "whose head is" },
        { nameof(LosesAWakeUp), "was cut for no reason" },
        { nameof(WritesIntoAPendingWrite), "while another was pending" },
        { nameof(LeavesSubscriptionsBehind), "subscriptions are left" },
        { nameof(IgnoresIdempotencyKeys), "again it is" },
        { nameof(LosesATimer), "whose head is" },
        { nameof(TicksTooOften), "too often" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault, string words)
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            if (World.Run(seed, Plant(fault)).Violation is { } found && found.Contains(words, StringComparison.Ordinal))
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{fault} was found by seed {seed}: {found}");
                return;
            }
        }

        Assert.Fail($"{Seeds} seeds overlook {fault}.");
    }

    private static Seams Plant(string fault) =>
        (Seams)Activator.CreateInstance(Type.GetType($"{typeof(Seams).Namespace}.{fault}", throwOnError: true)!)!;
}
