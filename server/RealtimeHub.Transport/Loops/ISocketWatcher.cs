namespace RealtimeHub.Transport.Loops;

/// <summary>Who is told what happened to a file that a loop watches.</summary>
internal interface ISocketWatcher
{
    /// <summary>Called on the loop.</summary>
    /// <param name="events">The events of epoll.</param>
    void Notice(uint events);

    /// <summary>The loop ends, and nobody will hear of the file any more. Called on the loop.</summary>
    void LoopEnds();
}
