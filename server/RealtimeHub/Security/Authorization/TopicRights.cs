namespace RealtimeHub.Security.Authorization;

/// <summary>What somebody may do with a topic.</summary>
[Flags]
public enum TopicRights
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Follow it, and continue where one has stopped.</summary>
    Subscribe = 1,

    /// <summary>Append events.</summary>
    Publish = 2,

    /// <summary>Read what was before one came.</summary>
    History = 4,

    /// <summary>Ask who is there.</summary>
    Presence = 8,
}
