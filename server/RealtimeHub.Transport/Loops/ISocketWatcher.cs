namespace RealtimeHub.Transport.Loops;

/// <summary>Who is told what happened to a file that a loop watches.</summary>
internal interface ISocketWatcher
{
    /// <summary>Called on the loop.</summary>
    /// <param name="events">The events of epoll.</param>
    void Notice(uint events);
}
