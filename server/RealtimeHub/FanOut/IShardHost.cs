namespace RealtimeHub.FanOut;

/// <summary>The thread that turns a shard's loop.</summary>
internal interface IShardHost
{
    /// <summary>Whether the caller is on that thread.</summary>
    bool IsCurrent { get; }

    /// <summary>Something waits. May be called on any thread.</summary>
    void Wake();
}
