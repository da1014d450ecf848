using System.Buffers;
using MessagePack;
using RealtimeHub.Contracts;
using RealtimeHub.FanOut.Encoding;

namespace RealtimeHub.Presence;

/// <summary>Who followed a topic at one moment. It does not change, and so its encoded forms are made once, however often it is asked for.</summary>
internal sealed class PresenceView
{
    // Two who ask may both make one; either is good.
    private byte[]? _json;
    private byte[]? _messagePack;

    /// <param name="topic">The topic.</param>
    /// <param name="count">How many connections follow it.</param>
    /// <param name="users">How many users they belong to.</param>
    /// <param name="members">All of them; null when they are too many to be listed.</param>
    public PresenceView(TopicName topic, int count, int users, IReadOnlyList<Member>? members) =>
        (Topic, Count, Users, Members) = (topic, count, users, members);

    public TopicName Topic { get; }

    public int Count { get; }

    public int Users { get; }

    public IReadOnlyList<Member>? Members { get; }

    /// <summary>The answer to who asks.</summary>
    public byte[] Json => _json ??= PresenceJson.Answer(this);

    /// <summary>The same in MessagePack.</summary>
    public byte[] MessagePack => _messagePack ??= ToMessagePack();

    private byte[] ToMessagePack()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        JsonToMessagePack.Write(ref writer, Json);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }
}
