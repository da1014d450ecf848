using RealtimeHub.Contracts;

namespace RealtimeHub.Server.Sources.Replay;

internal sealed partial class ReplaySource
{
    [LoggerMessage(EventId = 1361, Level = LogLevel.Warning,
        Message = "Source {Source} skipped line {Line} of {Path}: {Reason}. Further rows that cannot be read are only counted.")]
    private partial void LogUnreadable(string source, long line, string path, string reason);

    [LoggerMessage(EventId = 1362,
        Message = "Source {Source} replayed all {Written} events of {Path} to {Topic}. Rows skipped so far: {Unreadable}.")]
    private partial void LogReachedEnd(LogLevel level, string source, long written, string path, TopicName topic, long unreadable);
}
