namespace RealtimeHub.Load.Fleets;

/// <summary>Which of the subscribers of a run belong to one fleet: every so many-th, so that each worker has some of every topic.</summary>
/// <param name="First">The number of its first subscriber.</param>
/// <param name="Of">How many fleets share the run.</param>
internal sealed record FleetShare(int First, int Of)
{
    public static FleetShare Whole { get; } = new(0, 1);

    /// <summary>The number in the run of the subscriber that is the n-th here.</summary>
    public int Number(int index) => First + (index * Of);

    /// <summary>How many of so many are its own.</summary>
    public int CountOf(int all) => (all - First + Of - 1) / Of;
}
