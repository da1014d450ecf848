namespace RealtimeHub.Draining;

/// <summary>Whether the node serves its clients or lets them go.</summary>
internal enum DrainState
{
    /// <summary>It serves.</summary>
    Off,

    /// <summary>It is sending its clients away.</summary>
    Draining,

    /// <summary>They are gone, and no new one is taken.</summary>
    Drained,
}
