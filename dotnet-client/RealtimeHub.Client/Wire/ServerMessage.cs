using RealtimeHub.Contracts;

namespace RealtimeHub.Client.Wire;

/// <summary>What the server sends unasked.</summary>
internal abstract record ServerMessage;

/// <summary>One event. The data are JSON text that nobody has looked at yet.</summary>
internal sealed record EventMessage(string Topic, long Offset, ReadOnlyMemory<byte> Data, EventMeta? Meta) : ServerMessage;

/// <summary>Offsets (from, to] are not coming.</summary>
internal sealed record GapMessage(string Topic, long From, long To, string? Reason) : ServerMessage;

/// <summary>The server has subscribed the connection by itself.</summary>
internal sealed record SubscribedMessage(SubscribeAnswer Reply) : ServerMessage;

/// <summary>The server ended a subscription.</summary>
internal sealed record UnsubscribedMessage(string Topic, int Code, string? Reason) : ServerMessage;

/// <summary>Who follows a topic, or what has changed about that.</summary>
internal sealed record PresenceMessage(string Topic, PresenceState State) : ServerMessage;

/// <summary>The last message before the server closes.</summary>
internal sealed record DisconnectingMessage(int Code, string? Reason, bool Reconnect, long AfterMs) : ServerMessage;

/// <summary>Takes what arrives, in the order of the wire. Must not throw and must not wait.</summary>
internal interface IServerMessageSink
{
    void OnMessage(ServerMessage message);

    void OnSubscribed(SubscribeAnswer reply);

    /// <summary>SignalR's own close message: calls that are still open fail from here on, and not because they were refused.</summary>
    void OnClose();
}
