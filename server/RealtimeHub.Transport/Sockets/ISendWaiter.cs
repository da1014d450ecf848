namespace RealtimeHub.Transport.Sockets;

/// <summary>Who waits until the socket has taken what it could not take at once.</summary>
internal interface ISendWaiter
{
    /// <summary>Called once for each pending send, on the loop, or on the thread that closes the socket.</summary>
    /// <param name="taken">False when the socket was closed before.</param>
    void Finished(bool taken);
}

/// <summary>What became of a send.</summary>
internal enum SendResult
{
    /// <summary>The kernel has all of it.</summary>
    Done,

    /// <summary>The rest follows by itself, and the waiter is told.</summary>
    Pending,

    /// <summary>The socket is closed; nothing was sent, and nobody is told.</summary>
    Closed,
}
