using RealtimeHub.Connections;

namespace RealtimeHub.FanOut;

/// <summary>
/// Something that is said to the followers of a topic beside its events, and of which only the newest counts. It is never queued: a follower whose
/// write is pending gets the newest when it can take something again. Used by several shards at once.
/// </summary>
internal interface INotice
{
    /// <summary>For a follower that has got the notice before this one.</summary>
    ClientMessage Next(string protocol);

    /// <summary>For everybody else: it needs nothing that was said before.</summary>
    ClientMessage Whole(string protocol);

    /// <summary>It was handed to one connection.</summary>
    void CountWrite();
}
