using Microsoft.AspNetCore.Connections.Features;

namespace RealtimeHub.Transport.Hubs;

/// <summary>What SignalR wants to do once a second: it sends its pings and looks whether those of the client came.</summary>
internal sealed class Heartbeat : IConnectionHeartbeatFeature
{
    private (Action<object> Action, object State)[] _beats = [];

    public void OnHeartbeat(Action<object> action, object state) => _beats = [.. _beats, (action, state)];

    public void Beat()
    {
        foreach (var (action, state) in _beats) action(state);
    }
}
