using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects;

/// <summary>For servers that one subscribes to by the address alone: every message with a mark is an event.</summary>
internal sealed class PlainWebSocketSession(byte[] upgrade) : WebSocketSession(upgrade)
{
    /// <summary>What makes the sessions of a run.</summary>
    public static SessionFactory Sessions(LoadPlan plan)
    {
        byte[][] upgrades = [.. Enumerable.Range(0, plan.Topics).Select(topic => WebSocketUpgrade.Request(plan.Target, Topics.Name(topic)))];
        return topic => new PlainWebSocketSession(upgrades[topic]);
    }

    protected override void Upgraded() => Owner.Live(this);

    protected override void Message(ReadOnlySpan<byte> message, long arrival) => MarkedMessage.Report(this, message, arrival);
}
