namespace RealtimeHub.Transport.Hubs;

/// <summary>
/// Something that is held for a connection, such as its place below a limit. An application puts it among the features of the request that
/// opens the connection.
/// </summary>
public interface IConnectionLease
{
    /// <summary>The request has become a connection, which goes on when the request is over.</summary>
    void KeepUntilReleased();

    /// <summary>The connection is over. Called once, after <see cref="KeepUntilReleased"/>.</summary>
    void Release();
}
