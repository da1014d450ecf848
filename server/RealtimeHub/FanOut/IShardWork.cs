namespace RealtimeHub.FanOut;

/// <summary>
/// Something that a shard's loop has to look at. Topics, subscribers and subscriptions are their own work items, guarded by
/// a flag, and a connection has one call under way at a time: so the number of waiting items is bounded by what exists, and
/// not by how fast anybody publishes.
/// </summary>
internal interface IShardWork
{
    /// <summary>Called by the shard's loop only.</summary>
    void Run();
}
