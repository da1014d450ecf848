using System.Diagnostics.Metrics;

namespace RealtimeHub.Transport;

/// <summary>Which transport serves the WebSockets of hubs, counted.</summary>
internal sealed class TransportMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeHub.Transport";

    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _chosen;
    private int _sockets;
    private volatile TaskCompletionSource? _none;

    public TransportMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _open = meter.CreateUpDownCounter<long>("realtimehub.transport.connections", "{connection}", "WebSockets that the direct transport serves now.");
        _chosen = meter.CreateCounter<long>("realtimehub.transport.chosen", "{connection}",
            "WebSockets that were begun, by transport (direct, signalr) and, for SignalR's own, by the reason.");
    }

    public void Opened()
    {
        Interlocked.Increment(ref _sockets);
        _open.Add(1);
        _chosen.Add(1, new KeyValuePair<string, object?>("transport", "direct"));
    }

    public void Closed()
    {
        _open.Add(-1);
        if (Interlocked.Decrement(ref _sockets) == 0) _none?.TrySetResult();
    }

    /// <summary>Completes when no socket is open any more: all have said goodbye to each other. One at a time may wait for it.</summary>
    public Task WhenNoneAsync()
    {
        var none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _none = none;
        if (Interlocked.CompareExchange(ref _sockets, 0, 0) == 0) none.TrySetResult();
        return none.Task;
    }

    public void FellBack(string reason) =>
        _chosen.Add(1, new KeyValuePair<string, object?>("transport", "signalr"), new KeyValuePair<string, object?>("reason", reason));
}
