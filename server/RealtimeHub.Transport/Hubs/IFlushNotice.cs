namespace RealtimeHub.Transport.Hubs;

/// <summary>
/// The output of a connection on the direct transport. A hub protocol that is given one as its writer can ask to be told when what it has
/// just written was handed to the socket.
/// </summary>
public interface IFlushNotice
{
    /// <summary>Asks for one notice, after the next flush.</summary>
    void NotifyOfFlush(IFlushObserver observer);
}

/// <summary>Who wants to know that something was flushed.</summary>
public interface IFlushObserver
{
    /// <summary>What was written is on its way: direct writes that begin now come after it.</summary>
    void Flushed();
}
