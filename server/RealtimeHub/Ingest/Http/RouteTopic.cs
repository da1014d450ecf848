using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest.Http;

/// <summary>The name of a topic in a URL.</summary>
internal static class RouteTopic
{
    /// <summary>Routing decodes everything but an encoded slash, because a slash would end the segment. Topic names may have slashes.</summary>
    public static bool TryParse(string segment, out TopicName name) =>
        TopicName.TryParse(segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase), out name);
}
