using System.Globalization;
using StackExchange.Redis;

namespace RealtimeHub.Cluster.Topics;

/// <summary>Where a topic stands in Redis.</summary>
/// <param name="Epoch">Its life; null when Redis knows nothing of it.</param>
/// <param name="Head">The newest offset.</param>
/// <param name="Stamp">The stamp of the newest event; null when there is none.</param>
internal readonly record struct TopicState(string? Epoch, long Head, long? Stamp)
{
    public static TopicState Of(RedisValue epoch, RedisValue head, RedisValue stamp) =>
        new(epoch, head.IsNull ? 0 : (long)head, long.TryParse((string?)stamp, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : null);

    public static TopicState Of(RedisResult result) => Of((RedisValue)result[0], (RedisValue)result[1], (RedisValue)result[2]);
}

/// <summary>A part of a topic's events.</summary>
/// <param name="State">Where the topic stood at that moment.</param>
/// <param name="Oldest">The oldest offset that is kept and not too old, where an age was given; null when there is none.</param>
/// <param name="IsLast">Whether nothing is kept behind it.</param>
/// <param name="UpTo">The offset of its last entry, whatever was in it.</param>
/// <param name="Events">The events, with their offsets.</param>
internal readonly record struct TopicPart(TopicState State, long? Oldest, bool IsLast, long UpTo, IReadOnlyList<(long Offset, EventEnvelope Envelope)> Events)
{
    private const int Fields = 4;

    /// <summary>What is no event of ours is left out, as if it were not there: others write to Redis, too.</summary>
    /// <param name="result">What the script answered.</param>
    /// <param name="asked">How many events were asked for.</param>
    /// <param name="malformed">Called for each entry that is none of ours.</param>
    public static TopicPart Of(RedisResult result, int asked, Action malformed)
    {
        var upTo = 0L;
        var events = new List<(long, EventEnvelope)>((result.Length - Fields) / 2);
        for (var i = Fields; i + 1 < result.Length; i += 2)
        {
            _ = long.TryParse((string?)result[i], CultureInfo.InvariantCulture, out upTo);
            if (EventEnvelope.TryDecode((byte[]?)result[i + 1], out var envelope)) events.Add((upTo, envelope));
            else malformed();
        }

        return new TopicPart(TopicState.Of(result), result[3].IsNull ? null : (long)result[3], (result.Length - Fields) / 2 < asked, upTo, events);
    }

    /// <summary>Whether this cannot be the continuation of what was seen up to an offset, with the stamp of the event there if it is known.</summary>
    public bool Contradicts(long offset, long? stamp) =>
        State.Head < offset || (offset > 0 && stamp is not null && Events is [var first, ..] && first.Offset == offset && first.Envelope.Stamp != stamp);
}
