using RealtimeHub.Configuration;
using RealtimeHub.Topics;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>One subscription as the oracle saw it being decided.</summary>
/// <param name="Log">The log that is followed.</param>
/// <param name="Start">After which offset events have to come.</param>
/// <param name="HeadAtStart">The head at that moment: what it misses up to there is not its own slowness.</param>
internal sealed record Follow(TopicLog Log, long Start, long HeadAtStart)
{
    public string Topic => Log.Name.Value;

    public string Epoch => Log.Epoch;

    public NamespaceOptions Settings => Log.Settings;

    /// <summary>When its reply was written, and events could begin to come.</summary>
    public long ActiveSince { get; set; } = long.MaxValue;

    /// <summary>How often it may be delivered to.</summary>
    public RateCheck Rate { get; } = new();
}
