using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects;

/// <summary>For servers written with SignalR alone: a hub method <c>Subscribe({ topic })</c>, and every message with a mark is an event.</summary>
internal sealed class PlainSignalRSession(byte[] upgrade, HubFormat format, byte[] subscribe) : SignalRSession(upgrade, format)
{
    /// <summary>What makes the sessions of a run.</summary>
    public static SessionFactory Sessions(LoadPlan plan, HubFormat format)
    {
        // Names in MessagePack are told apart by case, and servers in C# call it by either.
        byte[][] subscribe = [.. Enumerable.Range(0, plan.Topics).Select(topic =>
            format.Call("Subscribe", new Dictionary<string, object> { ["topic"] = Topics.Name(topic), ["Topic"] = Topics.Name(topic) }))];
        byte[][] upgrades = [.. Enumerable.Range(0, plan.Topics).Select(topic => WebSocketUpgrade.Request(plan.Target, Topics.Name(topic)))];
        return topic => new PlainSignalRSession(upgrades[topic], format, subscribe[topic]);
    }

    protected override ReadOnlySpan<byte> Subscribe() => subscribe;

    protected override bool TryEvent(ReadOnlySpan<byte> message, long arrival) => MarkedMessage.Report(this, message, arrival);

    protected override void Subscribed(HubMessage reply) => Owner.Live(this);
}
