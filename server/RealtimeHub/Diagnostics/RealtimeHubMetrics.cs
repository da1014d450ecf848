using System.Diagnostics.Metrics;
using RealtimeHub.Contracts;

namespace RealtimeHub.Diagnostics;

/// <summary>What happened, counted. One meter; topic names never become tags.</summary>
/// <remarks>The totals are also kept as plain numbers, from which the server's own statistics are made.</remarks>
internal sealed class RealtimeHubMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeHub";

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _acceptedBytes;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _deliveredBytes;
    private readonly Counter<long> _slices;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _cut;
    private readonly Counter<long> _unrecovered;
    private readonly Counter<long> _refused;
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _subscriptions;

    private long _acceptedTotal;
    private long _deliveredTotal;
    private long _deliveredBytesTotal;
    private long _connectionsNow;
    private long _subscriptionsNow;

    public RealtimeHubMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _accepted = meter.CreateCounter<long>("realtimehub.events.accepted", "{event}", "Events appended to a topic.");
        _acceptedBytes = meter.CreateCounter<long>("realtimehub.events.accepted.size", "By", "Payload bytes of appended events.");
        _rejected = meter.CreateCounter<long>("realtimehub.events.rejected", "{event}", "Events refused, by code.");
        _delivered = meter.CreateCounter<long>("realtimehub.deliveries", "{event}", "Events handed to connections.");
        _deliveredBytes = meter.CreateCounter<long>("realtimehub.deliveries.size", "By", "Encoded bytes handed to connections.");
        _slices = meter.CreateCounter<long>("realtimehub.slices.built", "{slice}", "Slices encoded.");
        _gaps = meter.CreateCounter<long>("realtimehub.gaps", "{gap}", "Gap notices handed to connections.");
        _cut = meter.CreateCounter<long>("realtimehub.connections.cut", "{connection}", "Connections cut because one write did not finish in time.");
        _unrecovered = meter.CreateCounter<long>("realtimehub.recoveries.refused", "{subscription}", "Positions that could not be continued from, by reason.");
        _refused = meter.CreateCounter<long>("realtimehub.connections.refused", "{connection}", "Connections refused because the node holds as many as it may.");
        _connections = meter.CreateUpDownCounter<long>("realtimehub.connections", "{connection}", "Open client connections.");
        _subscriptions = meter.CreateUpDownCounter<long>("realtimehub.subscriptions", "{subscription}", "Subscriptions of all connections.");
    }

    public long Accepted => Interlocked.Read(ref _acceptedTotal);

    public long Delivered => Interlocked.Read(ref _deliveredTotal);

    public long DeliveredBytes => Interlocked.Read(ref _deliveredBytesTotal);

    public long Connections => Interlocked.Read(ref _connectionsNow);

    public long Subscriptions => Interlocked.Read(ref _subscriptionsNow);

    public void EventAccepted(int payloadBytes)
    {
        Interlocked.Increment(ref _acceptedTotal);
        _accepted.Add(1);
        _acceptedBytes.Add(payloadBytes);
    }

    public void EventRejected(ErrorCode code) => _rejected.Add(1, new KeyValuePair<string, object?>("code", (int)code));

    public void SliceBuilt() => _slices.Add(1);

    public void SliceDelivered(int events, int bytes, bool withGap)
    {
        Interlocked.Add(ref _deliveredTotal, events);
        Interlocked.Add(ref _deliveredBytesTotal, bytes);
        _delivered.Add(events);
        _deliveredBytes.Add(bytes);
        if (withGap) _gaps.Add(1);
    }

    public void ConnectionOpened()
    {
        Interlocked.Increment(ref _connectionsNow);
        _connections.Add(1);
    }

    public void ConnectionClosed()
    {
        Interlocked.Decrement(ref _connectionsNow);
        _connections.Add(-1);
    }

    public void Unrecovered(string reason) => _unrecovered.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void ConnectionRefused() => _refused.Add(1);

    public void ConnectionCut() => _cut.Add(1);

    public void SubscriptionsChanged(int by)
    {
        Interlocked.Add(ref _subscriptionsNow, by);
        _subscriptions.Add(by);
    }
}
