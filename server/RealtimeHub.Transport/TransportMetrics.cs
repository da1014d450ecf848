using System.Diagnostics.Metrics;

namespace RealtimeHub.Transport;

/// <summary>Which transport serves the WebSockets of hubs, counted.</summary>
internal sealed class TransportMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeHub.Transport";

    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _chosen;

    public TransportMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _open = meter.CreateUpDownCounter<long>("realtimehub.transport.connections", "{connection}", "WebSockets that the direct transport serves now.");
        _chosen = meter.CreateCounter<long>("realtimehub.transport.chosen", "{connection}",
            "WebSockets that were begun, by transport (direct, signalr) and, for SignalR's own, by the reason.");
    }

    public void Opened()
    {
        _open.Add(1);
        _chosen.Add(1, new KeyValuePair<string, object?>("transport", "direct"));
    }

    public void Closed() => _open.Add(-1);

    public void FellBack(string reason) =>
        _chosen.Add(1, new KeyValuePair<string, object?>("transport", "signalr"), new KeyValuePair<string, object?>("reason", reason));
}
