using RealtimeHub.Contracts;

namespace RealtimeHub.Presence;

/// <summary>
/// Tells the other nodes who is here; a node that is alone has none. What it hears from them comes back through <see cref="PresenceService.Change"/>,
/// <see cref="PresenceService.Replace"/> and <see cref="PresenceService.Forget"/>.
/// </summary>
/// <remarks>Called on the loops of the shards, for each connection in the order of what happened to it: it must not wait.</remarks>
internal interface IPresenceBus
{
    void Joined(TopicName topic, Member member);

    void Left(TopicName topic, string id);
}
