using System.Text;
using RealtimeHub.Load.Measuring;
using RealtimeHub.Load.Plans;

namespace RealtimeHub.Load.Dialects.SocketIo;

/// <summary>
/// Follows one room of a Socket.IO server: Engine.IO 4 over WebSocket, the default namespace, and an event <c>subscribe</c> with the
/// topic that the server acknowledges.
/// </summary>
internal sealed class SocketIoSession(byte[] upgrade, byte[] subscribe) : WebSocketSession(upgrade)
{
    private const int MaxShown = 200;

    private static readonly byte[] Connect = ClientFrame.Text("40"u8);
    private static readonly byte[] Pong = ClientFrame.Text("3"u8);

    /// <summary>What makes the sessions of a run.</summary>
    public static SessionFactory Sessions(LoadPlan plan)
    {
        var upgrade = WebSocketUpgrade.Request(plan.Target, Topics.Name(0));
        byte[][] subscribe = [.. Enumerable.Range(0, plan.Topics).Select(topic =>
            ClientFrame.Text(Encoding.ASCII.GetBytes($"420[\"subscribe\",\"{Topics.Name(topic)}\"]")))];
        return topic => new SocketIoSession(upgrade, subscribe[topic]);
    }

    protected override void Upgraded()
    {
        // The server speaks first.
    }

    protected override void Message(ReadOnlySpan<byte> message, long arrival)
    {
        if (message.StartsWith("42["u8)) MarkedMessage.Report(this, message, arrival);
        else if (message.SequenceEqual("2"u8)) Owner.Send(this, Pong);
        else if (message.StartsWith("0{"u8)) Owner.Send(this, Connect);
        else if (message.StartsWith("40"u8)) Owner.Send(this, subscribe);
        else if (message.StartsWith("430["u8)) Owner.Live(this);
        else throw new LoadException($"the server sent {Encoding.UTF8.GetString(message[..Math.Min(MaxShown, message.Length)])}");
    }
}
