namespace RealtimeHub.Security.Tokens;

/// <summary>What somebody may do with a topic.</summary>
[Flags]
internal enum TopicRights
{
    None = 0,
    Subscribe = 1,
    Publish = 2,
    History = 4,
    Presence = 8,
}
