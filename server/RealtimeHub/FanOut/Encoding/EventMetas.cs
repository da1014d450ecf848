using RealtimeHub.Contracts;
using RealtimeHub.Topics;

namespace RealtimeHub.FanOut.Encoding;

/// <summary>Makes the <c>meta</c> of an event.</summary>
internal static class EventMetas
{
    /// <summary>Says that bytes were written as base64, because JSON has no other way.</summary>
    public const string Base64 = "base64";

    /// <returns>Null when there is nothing to say.</returns>
    public static EventMeta? For(TopicEvent item, bool stampTime, bool bytesAsText)
    {
        var encoding = bytesAsText && !item.IsJson ? Base64 : null;
        if (!stampTime && encoding is null && item.Key is null && item.Type is null && item.Id is null) return null;
        return new EventMeta
        {
            Key = item.Key,
            Type = item.Type,
            Id = item.Id,
            Time = stampTime ? item.Time.ToUnixTimeMilliseconds() : null,
            Encoding = encoding,
        };
    }
}
