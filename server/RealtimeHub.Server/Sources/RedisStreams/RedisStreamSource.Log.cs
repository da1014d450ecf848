namespace RealtimeHub.Server.Sources.RedisStreams;

internal sealed partial class RedisStreamSource
{
    [LoggerMessage(EventId = 1371, Level = LogLevel.Warning,
        Message = "Source {Source}: the entry {Id} cannot become an event, and was set aside in {Poison}: {Reason}. So far: {Total}; logged for the first and then for every {LogEvery}th.")]
    private partial void LogSetAside(string source, string? id, string poison, string reason, long total, int logEvery);

    [LoggerMessage(EventId = 1372, Level = LogLevel.Warning, Message = "Source {Source}: its Redis cannot be used at the moment ({Problem}); it is tried again every second. What is not acknowledged comes again.")]
    private partial void LogAway(string source, string problem);

    [LoggerMessage(EventId = 1373, Level = LogLevel.Information, Message = "Source {Source}: its Redis can be used again.")]
    private partial void LogBack(string source);

    [LoggerMessage(EventId = 1374, Level = LogLevel.Warning,
        Message = "Source {Source}: {Topic} takes no event at the moment ({Code}: {Reason}). The stream waits; it is tried again every second.")]
    private partial void LogWaits(string source, RealtimeHub.Contracts.TopicName topic, int code, string reason);
}
