using System.Buffers;
using RealtimeHub.Connections;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>Writes hub messages to clients in one protocol. Stateless, safe to share.</summary>
internal interface IEventEncoder
{
    /// <summary>The SignalR name of the protocol.</summary>
    string Protocol { get; }

    /// <summary>SignalR's ping.</summary>
    ClientMessage Ping { get; }

    /// <summary>What all events of a topic have in common, made once per topic.</summary>
    byte[] TopicPrefix(string topic);

    /// <summary>Writes one <c>event</c> message.</summary>
    void WriteEvent(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> topicPrefix, TopicEvent item, EventShape shape);

    /// <summary>Writes one <c>gap</c> message: the offsets (from, to] are not coming.</summary>
    void WriteGap(ArrayBufferWriter<byte> output, string topic, long from, long to, string reason);
}

/// <summary>How a namespace wants its events written.</summary>
/// <param name="StampTime">Whether meta tells the time of the event.</param>
/// <param name="AlwaysSendMeta">Whether an event without meta has a null in its place.</param>
internal readonly record struct EventShape(bool StampTime, bool AlwaysSendMeta);
