using RealtimeHub.Transport.Hubs;

namespace RealtimeHub.Connections;

/// <summary>A place below <c>MaxConnections</c>.</summary>
internal sealed class ConnectionLease(ConnectionRegistry registry) : IConnectionLease
{
    /// <summary>Whether the place is held beyond the request that asked for it.</summary>
    public bool IsKept { get; private set; }

    public void KeepUntilReleased() => IsKept = true;

    public void Release() => registry.GiveBack();
}
