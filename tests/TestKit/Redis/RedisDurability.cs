namespace RealtimeHub.TestKit.Redis;

/// <summary>What Redis writes to its disk.</summary>
public enum RedisDurability
{
    /// <summary>Nothing, unless it is told to save: what came after that is gone when it is killed.</summary>
    Nothing,

    /// <summary>Every command before it is answered, and the disk is made to keep it (<c>appendfsync always</c>).</summary>
    EveryWrite,

    /// <summary>Every command; the disk is made to keep it once a second (<c>appendfsync everysec</c>).</summary>
    EverySecond,
}
