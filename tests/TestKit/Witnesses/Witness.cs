using System.Diagnostics;
using Microsoft.AspNetCore.SignalR.Protocol;
using RealtimeHub.Contracts;
using RealtimeHub.Ledger;

namespace RealtimeHub.TestKit.Witnesses;

/// <summary>Writes what one subscriber sees into a ledger, and keeps its positions as a client does, over all its connections.</summary>
public sealed class Witness
{
    private readonly ILedger _ledger;
    private readonly Dictionary<string, StreamPosition> _positions = new(StringComparer.Ordinal);

    public Witness(ILedger ledger, int number) => (_ledger, Number) = (ledger, number);

    public int Number { get; }

    /// <summary>Whether it asks for the newest event per key only.</summary>
    public bool Conflates { get; init; }

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>The last event of the topic that was seen, or was announced as missing; null before the first subscribe.</summary>
    public StreamPosition? PositionOf(string topic) => _positions.GetValueOrDefault(topic);

    public void Connected() => _ledger.Record(new LedgerEntry.Connected(Now, Number));

    public void Subscribed(long start, SubscribeReply reply, StreamPosition? since)
    {
        _ledger.Record(new LedgerEntry.Subscribed(Now, Number, start, reply, since, Conflated: Conflates));
        _positions[reply.Topic] = reply.Recovered && since is not null ? since : new StreamPosition(reply.Epoch, reply.Offset);
    }

    public void Unsubscribed(string topic) => _ledger.Record(new LedgerEntry.Unsubscribed(Now, Number, topic));

    public void Disconnected() => _ledger.Record(new LedgerEntry.Disconnected(Now, Number));

    /// <summary>Takes what the server sent on its own.</summary>
    public void Take(InvocationMessage message)
    {
        var arguments = message.Arguments;
        switch (message.Target)
        {
            case HubNames.Event:
                TakeEvent((string)arguments[0]!, (long)arguments[1]!, PubId.Parse((string?)arguments[2]), arguments.Length > 3 ? arguments[3] as EventMeta : null);
                break;
            case HubNames.Gap:
                TakeGap((string)arguments[0]!, (long)arguments[1]!, (long)arguments[2]!, (string)arguments[3]!);
                break;
            case HubNames.Unsubscribed:
                _ledger.Record(new LedgerEntry.Unsubscribed(Now, Number, (string)arguments[0]!, (int)arguments[1]!));
                break;
        }
    }

    private void TakeEvent(string topic, long offset, PubId id, EventMeta? meta)
    {
        var epoch = _positions.GetValueOrDefault(topic)?.Epoch ?? "";
        _ledger.Record(new LedgerEntry.Delivered(Now, Number, topic, epoch, offset, id, meta?.Key));
        _positions[topic] = new StreamPosition(epoch, offset);
    }

    private void TakeGap(string topic, long from, long to, string reason)
    {
        _ledger.Record(new LedgerEntry.Gap(Now, Number, topic, from, to, reason));
        _positions[topic] = new StreamPosition(_positions.GetValueOrDefault(topic)?.Epoch ?? "", to);
    }
}
