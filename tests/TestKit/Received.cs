using System.Text.Json;
using RealtimeHub.Contracts;

namespace RealtimeHub.TestKit;

/// <summary>What a subscriber was told: an event, a gap, who is there, the end of a subscription, or a goodbye.</summary>
public abstract record Received
{
    private Received()
    {
    }

    /// <param name="Topic">The name of the topic.</param>
    /// <param name="Offset">The number of the event.</param>
    /// <param name="Raw">The data as SignalR's client read them: a <see cref="JsonElement"/>, or what MessagePack knows of itself.</param>
    /// <param name="Meta">Only ever there for a client that reads meta.</param>
    public sealed record Event(string Topic, long Offset, object? Raw, EventMeta? Meta) : Received
    {
        /// <summary>The data, in one form for both protocols.</summary>
        public JsonElement Data => BareClient.ToJson(Raw);

        /// <summary>The data of an event that carries bytes, however the protocol writes them; null when it carries JSON.</summary>
        public byte[]? Bytes => Raw as byte[] ?? (Meta?.Encoding == "base64" ? Data.GetBytesFromBase64() : null);
    }

    public sealed record Gap(string Topic, long From, long To, string Reason) : Received;

    /// <summary>The server has subscribed the client by itself.</summary>
    public sealed record Begun(SubscribeReply Reply) : Received;

    /// <summary>Who follows the topic, or what has changed about that.</summary>
    public sealed record Presence(string Topic, JsonElement State) : Received;

    public sealed record Ended(string Topic, int Code) : Received;

    public sealed record Goodbye(int Code, string Reason, bool Reconnect, long AfterMs) : Received;
}
