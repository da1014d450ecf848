namespace RealtimeHub.Transport.Hubs;

/// <summary>A feature of the connections of hubs that are served by the direct transport.</summary>
public interface IDirectConnectionFeature
{
    /// <summary>The number of the event loop that serves the connection, from 0.</summary>
    int Loop { get; }

    /// <summary>What the application holds for the connection, as it was among the features of the request; null when there is nothing.</summary>
    IConnectionLease? Lease { get; }

    /// <summary>For how long nothing has come from the client.</summary>
    TimeSpan Silence { get; }

    /// <summary>
    /// Writes a message past SignalR, at once, on the thread of the caller. It goes out whole, between what SignalR writes itself.
    /// </summary>
    /// <remarks>The caller starts no second write while one is pending.</remarks>
    /// <returns>Pending for as long as the socket has not taken all of it.</returns>
    /// <exception cref="IOException">The connection is closed.</exception>
    ValueTask WriteAsync(MessageFrame frame);

    /// <summary>Ends the connection at once, with a reset.</summary>
    void Abort();
}
