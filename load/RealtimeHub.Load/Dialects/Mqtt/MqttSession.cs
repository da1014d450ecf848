using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects.Mqtt;

/// <summary>Follows one topic of an MQTT 3.1.1 server over WebSocket, with quality of service 0.</summary>
internal sealed class MqttSession(byte[] upgrade, byte[] subscribe) : WebSocketStreamSession(upgrade)
{
    private const byte Refused = 0x80;
    private const byte KindBits = 0xF0;

    private static readonly byte[] ConnectFrame = ClientFrame.Binary(MqttPackets.Connect());

    /// <summary>What makes the sessions of a run.</summary>
    public static SessionFactory Sessions(LoadPlan plan)
    {
        var upgrade = WebSocketUpgrade.Request(plan.Target, Topics.Name(0), "mqtt");
        byte[][] subscribe = [.. Enumerable.Range(0, plan.Topics).Select(topic => ClientFrame.Binary(MqttPackets.Subscribe(Topics.Name(topic))))];
        return topic => new MqttSession(upgrade, subscribe[topic]);
    }

    protected override void Upgraded() => Owner.Send(this, ConnectFrame);

    protected override int Take(ReadOnlySpan<byte> input, long arrival)
    {
        var rest = input;
        while (MqttPackets.TryReadHead(rest, out var kind, out var head, out var remaining) && rest.Length >= head + remaining)
        {
            TakePacket(kind, rest.Slice(head, remaining), arrival);
            rest = rest[(head + remaining)..];
        }

        return input.Length - rest.Length;
    }

    private void TakePacket(byte kind, ReadOnlySpan<byte> content, long arrival)
    {
        switch (kind)
        {
            case var _ when (kind & KindBits) == MqttPackets.Published:
                MarkedMessage.Report(this, content, arrival);
                break;
            case MqttPackets.ConnectAck when content is [_, 0]:
                Owner.Send(this, subscribe);
                break;
            case MqttPackets.SubscribeAck when content is [_, _, not Refused]:
                Owner.Live(this);
                break;
            default:
                throw new LoadException($"the server sent {kind:x2} {Convert.ToHexString(content[..Math.Min(content.Length, 8)])}, which refuses or makes no sense");
        }
    }
}
