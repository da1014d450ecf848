using System.Buffers;
using RealtimeHub.Connections;
using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.Simulation.Oracle;

/// <summary>
/// Counts how often each event is encoded. Once for each shard and protocol; once more when a second reader makes its
/// newest block whole; and again when nobody wanted it for so long that it was let go.
/// </summary>
internal sealed class Encodings(Judge oracle, bool isStrict)
{
    private const int Most = 2;

    private readonly Dictionary<(int Shard, string Protocol, TopicEvent Item), int> _counts = [];

    public Dictionary<string, IEventEncoder> Watched(int shard) => new()
    {
        ["json"] = new Encoder(this, shard, new JsonEventEncoder()),
        ["messagepack"] = new Encoder(this, shard, new MessagePackEventEncoder()),
    };

    /// <summary>Blocks may have been let go.</summary>
    public void Reset() => _counts.Clear();

    private void Count(int shard, string protocol, TopicEvent item)
    {
        var count = _counts.GetValueOrDefault((shard, protocol, item)) + 1;
        _counts[(shard, protocol, item)] = count;
        if (isStrict && count > Most) oracle.Report($"shard {shard} has encoded event {item.Offset} {count} times for {protocol}");
    }

    private sealed class Encoder(Encodings counts, int shard, IEventEncoder inner) : IEventEncoder
    {
        public string Protocol => inner.Protocol;

        public ClientMessage Ping => inner.Ping;

        public byte[] TopicPrefix(string topic) => inner.TopicPrefix(topic);

        public void WriteEvent(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> topicPrefix, TopicEvent item, EventShape shape)
        {
            counts.Count(shard, Protocol, item);
            inner.WriteEvent(output, topicPrefix, item, shape);
        }

        public void WriteGap(ArrayBufferWriter<byte> output, string topic, long from, long to, string reason) =>
            inner.WriteGap(output, topic, from, to, reason);
    }
}
