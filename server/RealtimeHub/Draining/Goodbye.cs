using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Connections;
using RealtimeHub.Contracts;
using RealtimeHub.Diagnostics;

namespace RealtimeHub.Draining;

/// <summary>Sends one client away: to another node, or back to this one when it has started again.</summary>
internal sealed class Goodbye(IOptions<RealtimeHubOptions> options, RealtimeHubMetrics metrics)
{
    private readonly TimeSpan _comeBackWithin = options.Value.Drain.ComeBackWithin;

    /// <summary>Tells it to come back, at a moment of its own, and ends its connection. Does not wait for that.</summary>
    public void Say(ClientConnection connection)
    {
        if (connection.IsOver) return;
        metrics.Drain.GoodbyeSaid();
        _ = connection.EndAsync(CloseCode.ShuttingDown, "the server is shutting down", _comeBackWithin * Random.Shared.NextDouble());
    }
}
