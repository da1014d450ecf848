using RealtimeHub.FanOut.Encoding;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut;

/// <summary>What all events of one topic have in common when they are encoded.</summary>
internal sealed class TopicPrefixes
{
    private readonly string _topic;
    private readonly List<(IEventEncoder Encoder, byte[] Prefix)> _prefixes = [];

    public TopicPrefixes(TopicLog log)
    {
        _topic = log.Name.Value;
        Shape = new EventShape(log.Settings.StampTime, log.Settings.AlwaysSendMeta);
    }

    public EventShape Shape { get; }

    public byte[] For(IEventEncoder encoder)
    {
        foreach (var (known, prefix) in _prefixes)
        {
            if (known.Protocol == encoder.Protocol) return prefix;
        }

        var made = encoder.TopicPrefix(_topic);
        _prefixes.Add((encoder, made));
        return made;
    }
}
