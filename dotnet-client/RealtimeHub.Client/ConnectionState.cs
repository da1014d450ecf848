namespace RealtimeHub.Client;

/// <summary>Where the connection stands. It is always exactly one of the four nested kinds.</summary>
public abstract record ConnectionState
{
    private ConnectionState()
    {
    }

    /// <summary>A try to connect is under way.</summary>
    /// <param name="Attempt">1 for the first try since the connection was last good.</param>
    public sealed record Connecting(int Attempt) : ConnectionState;

    /// <summary>Connected; calls can be made and events arrive.</summary>
    /// <param name="Since">When the connection was made.</param>
    public sealed record Connected(DateTimeOffset Since) : ConnectionState;

    /// <summary>Not connected; the next try is planned.</summary>
    /// <param name="Attempt">The number of the try that follows.</param>
    /// <param name="RetryAt">When it follows.</param>
    /// <param name="Reason">Why the last connection, or the last try, failed.</param>
    public sealed record Waiting(int Attempt, DateTimeOffset RetryAt, CloseReason Reason) : ConnectionState;

    /// <summary>Not connected, and no further try will be made: the server said so, the tries were used up, or the client was disposed.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Disconnected(CloseReason Reason) : ConnectionState;
}

/// <summary>A change of <see cref="RealtimeHubClient.State"/>.</summary>
/// <param name="State">The new state.</param>
/// <param name="Previous">The state before.</param>
public sealed record ConnectionStateChange(ConnectionState State, ConnectionState Previous);
