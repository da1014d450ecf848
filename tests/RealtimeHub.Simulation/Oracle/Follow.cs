using RealtimeHub.Configuration;
using RealtimeHub.Topics;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>One subscription as the oracle saw it being decided.</summary>
/// <param name="Log">The log that is followed.</param>
/// <param name="Start">After which offset events have to come.</param>
internal sealed record Follow(TopicLog Log, long Start)
{
    public string Topic => Log.Name.Value;

    public string Epoch => Log.Epoch;

    public NamespaceOptions Settings => Log.Settings;

    /// <summary>How often it may be delivered to.</summary>
    public RateCheck Rate { get; } = new();
}
