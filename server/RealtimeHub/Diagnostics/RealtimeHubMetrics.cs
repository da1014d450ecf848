using System.Diagnostics.Metrics;
using RealtimeHub.Contracts;

namespace RealtimeHub.Diagnostics;

/// <summary>What happened, counted. One meter; topic names never become tags.</summary>
/// <remarks>The totals are also kept as plain numbers, from which the server's own statistics are made.</remarks>
internal sealed class RealtimeHubMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "RealtimeHub";

    private readonly Meter _meter;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _acceptedBytes;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _unrecovered;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _silent;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _limits;
    private readonly Counter<long> _webhook;
    private readonly Counter<long> _access;
    private readonly UpDownCounter<long> _connections;
    private readonly UpDownCounter<long> _subscriptions;

    private long _acceptedTotal;
    private long _connectionsNow;
    private long _subscriptionsNow;

    public RealtimeHubMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        Delivery = new DeliveryMetrics(_meter);
        Presence = new PresenceMetrics(_meter);
        Drain = new DrainMetrics(_meter);
        _accepted = _meter.CreateCounter<long>("realtimehub.events.accepted", "{event}", "Events appended to a topic.");
        _acceptedBytes = _meter.CreateCounter<long>("realtimehub.events.accepted.size", "By", "Payload bytes of appended events.");
        _rejected = _meter.CreateCounter<long>("realtimehub.events.rejected", "{event}", "Events refused, by code.");
        _unrecovered = _meter.CreateCounter<long>("realtimehub.recoveries.refused", "{subscription}", "Positions that could not be continued from, by reason.");
        _refused = _meter.CreateCounter<long>("realtimehub.connections.refused", "{connection}", "Connections refused, by reason: limit, memory, rate, caller, or draining.");
        _silent = _meter.CreateCounter<long>("realtimehub.connections.silent", "{connection}", "Connections closed because nothing came from the client, not even a ping.");
        _expired = _meter.CreateCounter<long>("realtimehub.connections.expired", "{connection}", "Connections closed because their token has ended.");
        _limits = _meter.CreateCounter<long>("realtimehub.limits", "{event}", "Limits that were reached, by limit and outcome: refused, closed, or dry_run.");
        _access = _meter.CreateCounter<long>("realtimehub.access.refused", "{request}", "Requests that may not come in, by reason: origin, nothing (neither key nor token), wrong, expired, rate.");
        _webhook = _meter.CreateCounter<long>("realtimehub.webhook.requests", "{request}", "Questions to the webhook, by outcome: allowed, refused, failed (no clear answer in time), busy (too many waited).");
        _connections = _meter.CreateUpDownCounter<long>("realtimehub.connections", "{connection}", "Open client connections.");
        _subscriptions = _meter.CreateUpDownCounter<long>("realtimehub.subscriptions", "{subscription}", "Subscriptions of all connections.");
    }

    /// <summary>For those who count something of their own.</summary>
    public Meter Meter => _meter;

    /// <summary>What the fan-out counts.</summary>
    public DeliveryMetrics Delivery { get; }

    /// <summary>What presence counts.</summary>
    public PresenceMetrics Presence { get; }

    /// <summary>What becomes of clients that are sent away.</summary>
    public DrainMetrics Drain { get; }

    public long Accepted => Interlocked.Read(ref _acceptedTotal);

    public long Connections => Interlocked.Read(ref _connectionsNow);

    public long Subscriptions => Interlocked.Read(ref _subscriptionsNow);

    /// <summary>Lets the meter ask what the logs hold, whenever somebody wants to know.</summary>
    public void WatchLogs(Func<int> topics, Func<long> events, Func<long> bytes, Func<long> trimmed)
    {
        _meter.CreateObservableUpDownCounter("realtimehub.topics", topics, "{topic}", "Topics that the node holds.");
        _meter.CreateObservableUpDownCounter("realtimehub.logs.events", events, "{event}", "Events that the logs of all topics hold.");
        _meter.CreateObservableUpDownCounter("realtimehub.logs.size", bytes, "By", "Memory that the logs of all topics hold.");
        _meter.CreateObservableCounter("realtimehub.logs.trimmed", trimmed, "{event}", "Events dropped early because the logs together passed their budget.");
    }

    public void EventAccepted(int payloadBytes)
    {
        Interlocked.Increment(ref _acceptedTotal);
        _accepted.Add(1);
        _acceptedBytes.Add(payloadBytes);
    }

    public void EventRejected(ErrorCode code) => _rejected.Add(1, new KeyValuePair<string, object?>("code", (int)code));

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

    public void ConnectionRefused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void ConnectionSilent() => _silent.Add(1);

    public void ConnectionExpired() => _expired.Add(1);

    public void LimitReached(string limit, string outcome) =>
        _limits.Add(1, new KeyValuePair<string, object?>("limit", limit), new KeyValuePair<string, object?>("outcome", outcome));

    public void AccessRefused(string reason) => _access.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void WebhookAsked(string outcome) => _webhook.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void SubscriptionsChanged(int by)
    {
        Interlocked.Add(ref _subscriptionsNow, by);
        _subscriptions.Add(by);
    }
}
