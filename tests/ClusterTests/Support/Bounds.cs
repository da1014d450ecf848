namespace ClusterTests.Support;

/// <summary>How long things may take.</summary>
internal static class Bounds
{
    /// <summary>Until everybody has everything after a node is gone: clients have to come back first.</summary>
    public static readonly TimeSpan AfterNode = TimeSpan.FromSeconds(Campaign.Size(15, whenLong: 30));

    /// <summary>Until events are published again once Redis is back.</summary>
    public static readonly TimeSpan AfterRedis = TimeSpan.FromSeconds(5);

    /// <summary>Until everybody has what was published while pushes were lost.</summary>
    public static readonly TimeSpan AfterLostPushes = TimeSpan.FromSeconds(15);

    /// <summary>Until everybody has an event whose push was lost, with nothing after it.</summary>
    public static readonly TimeSpan LastEvent = TimeSpan.FromSeconds(6);

    /// <summary>Until a node says that it is not ready.</summary>
    public static readonly TimeSpan Readiness = TimeSpan.FromSeconds(10);

    /// <summary>Until a publish is answered, whatever Redis does: its own limit is 2 s. A usual run shares the machine with others; there whoever publishes gives up after 5 s, and nobody may.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(Campaign.IsLong ? 3.5 : 5);

    /// <summary>Until a node has ended that was asked to.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(15);
}
